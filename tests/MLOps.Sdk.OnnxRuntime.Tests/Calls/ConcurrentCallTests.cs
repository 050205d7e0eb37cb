using MLOps.Sdk.OnnxRuntime.Tests.Support;

namespace MLOps.Sdk.OnnxRuntime.Tests.Calls;

public sealed class ConcurrentCallTests
{
    private const int Threads = 4;
    private const int Calls = 2000;

    [Fact]
    public void Four_threads_get_the_answers_of_one()
    {
        using var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(Graphs.Logistic), null);
        FeatureVector[] rows = [.. Enumerable.Range(0, 100).Select(i => (FeatureVector)new[] { (i % 13) - 6d, (i % 7) / 3d })];
        float[] alone = [.. rows.Select(row => Wait(predictor.PredictAsync(row)))];

        int[] wrong = InParallel(thread =>
        {
            int differing = 0;
            var batch = new Prediction<float>[rows.Length];
            for (int call = 0; call < Calls; call++)
            {
                int row = (call + (thread * 31)) % rows.Length;
                differing += Wait(predictor.PredictAsync(rows[row])) == alone[row] ? 0 : 1;
                if (call % 100 != 0)
                    continue;
                predictor.PredictBatchAsync(rows.AsMemory(0, row + 1), batch).AsTask().GetAwaiter().GetResult();
                differing += batch.Take(row + 1).Zip(alone).Count(pair => MathF.Abs(pair.First.Value - pair.Second) > 1e-6f);
            }

            return differing;
        });

        Assert.All(wrong, differing => Assert.Equal(0, differing));
    }

    [Fact]
    public void More_calls_at_once_than_there_are_slots_are_all_answered()
    {
        // Every call waits inside its feature reader until all have begun.
        const int AtOnce = 300;
        using var begun = new CountdownEvent(AtOnce);
        var features = new MLOps.Sdk.Features.FeatureSet<double>(
            new("m", [("a", Recording.FeatureKind.Numeric)]),
            (input, values) =>
            {
                values[0] = input;
                begun.Signal();
                begun.Wait();
            }, []);
        using var predictor = new OnnxPredictor<double, float>(OnnxModel.Load(Graphs.Echo(Quickstart.Onnx.OnnxElement.Float, [-1, 1])), features);

        float[] answers = InParallel(thread => Wait(predictor.PredictAsync(thread)), AtOnce);

        Assert.Equal(Enumerable.Range(0, AtOnce).Select(i => (float)i), answers);
    }

    [Fact]
    public void Calls_that_race_with_the_disposal_answer_rightly_or_say_disposed()
    {
        for (int round = 0; round < 50; round++)
        {
            var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(Graphs.Logistic), null);
            float expected = Wait(predictor.PredictAsync(new[] { 1d, 1 }));
            using var started = new CountdownEvent(Threads);

            int[] wrong = InParallel(
                thread =>
                {
                    if (thread < Threads)
                    {
                        started.Signal();
                        return CallUntilDisposed(predictor, expected);
                    }

                    started.Wait();
                    predictor.Dispose();
                    return 0;
                },
                Threads + 1);

            Assert.All(wrong, count => Assert.Equal(0, count));
        }
    }

    private static int CallUntilDisposed(OnnxPredictor<FeatureVector, float> predictor, float expected)
    {
        int wrong = 0;
        try
        {
            while (true)
                wrong += Wait(predictor.PredictAsync(new[] { 1d, 1 })) == expected ? 0 : 1;
        }
        catch (ObjectDisposedException)
        {
            return wrong;
        }
    }

    private static T Wait<T>(ValueTask<Prediction<T>> call) => call.AsTask().GetAwaiter().GetResult().Value;

    private static T[] InParallel<T>(Func<int, T> work, int threads = Threads)
    {
        var results = new T[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => results[i] = work(i)))];
        foreach (Thread thread in all)
            thread.Start();
        foreach (Thread thread in all)
            thread.Join();
        return results;
    }
}
