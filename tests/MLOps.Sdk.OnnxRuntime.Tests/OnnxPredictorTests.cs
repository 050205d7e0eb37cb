using MLOps.Sdk.Features;
using MLOps.Sdk.OnnxRuntime.Tests.Support;
using MLOps.Sdk.Serving;
using Quickstart.Onnx;

namespace MLOps.Sdk.OnnxRuntime.Tests;

public sealed class OnnxPredictorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(100)]
    public async Task A_batch_equals_its_single_calls_whatever_the_rows_per_run(int maxRows)
    {
        using var predictor = new OnnxPredictor<FeatureVector, float>(
            OnnxModel.Load(Graphs.Logistic), null, new OnnxRuntimeOptions { MaxRowsPerRun = maxRows });
        FeatureVector[] rows = [.. Enumerable.Range(0, 130).Select(i => (FeatureVector)new[] { i / 10d, i % 5d })];
        var batch = new Prediction<float>[131];

        await predictor.PredictBatchAsync(rows, batch);
        await predictor.PredictBatchAsync(rows.AsMemory(0, 7), batch.AsMemory(0, 7));

        for (int i = 0; i < rows.Length; i++)
            Assert.Equal((float)await predictor.PredictAsync(rows[i]), (float)batch[i], 1e-6f);
        Assert.Equal(0f, (float)batch[130]);
    }

    [Fact]
    public async Task An_empty_batch_is_no_call()
    {
        using var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(Graphs.Logistic), null);

        await predictor.PredictBatchAsync(ReadOnlyMemory<FeatureVector>.Empty, Memory<Prediction<float>>.Empty);
    }

    [Fact]
    public async Task Room_for_too_few_predictions_is_refused_with_both_numbers()
    {
        using var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(Graphs.Logistic), null);

        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(
            async () => await predictor.PredictBatchAsync(new FeatureVector[3], new Prediction<float>[2]));

        Assert.Contains("3 inputs and room for 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_token_is_a_cancelled_call()
    {
        using var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(Graphs.Logistic), null);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        Task single = predictor.PredictAsync(new[] { 1d, 2 }, source.Token).AsTask();
        Task batch = predictor.PredictBatchAsync(new FeatureVector[1], new Prediction<float>[1], source.Token).AsTask();

        await Assert.ThrowsAsync<TaskCanceledException>(() => single);
        await Assert.ThrowsAsync<TaskCanceledException>(() => batch);
        Assert.True(single.IsCanceled && batch.IsCanceled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_inside_the_model_stops_on_cancellation_where_that_is_asked_for(bool stops)
    {
        // The features are read after the call has begun: cancelling there is cancelling a call inside.
        using var source = new CancellationTokenSource();
        var features = new FeatureSet<double>(
            new("m", [("a", Recording.FeatureKind.Numeric)]),
            (input, values) =>
            {
                values[0] = input;
                if (input < 0)
                    source.Cancel();
            }, []);
        using var predictor = new OnnxPredictor<double, float>(
            OnnxModel.Load(Graphs.Echo(OnnxElement.Float, [-1, 1])), features, new OnnxRuntimeOptions { CancelRunningCalls = stops });

        Task<Prediction<float>> call = predictor.PredictAsync(-1, source.Token).AsTask();

        if (stops)
            await Assert.ThrowsAsync<TaskCanceledException>(() => call);
        else
            Assert.Equal(-1f, (float)await call);
        Assert.Equal(5f, (float)await predictor.PredictAsync(5));
    }

    [Fact]
    public async Task A_batch_stops_between_runs_on_cancellation()
    {
        using var source = new CancellationTokenSource();
        int read = 0;
        var features = new FeatureSet<double>(
            new("m", [("a", Recording.FeatureKind.Numeric)]),
            (input, values) =>
            {
                values[0] = input;
                if (++read == 20)
                    source.Cancel();
            }, []);
        using var predictor = new OnnxPredictor<double, float>(
            OnnxModel.Load(Graphs.Echo(OnnxElement.Float, [-1, 1])), features, new OnnxRuntimeOptions { MaxRowsPerRun = 10 });

        await Assert.ThrowsAsync<TaskCanceledException>(
            () => predictor.PredictBatchAsync(new double[100], new Prediction<float>[100], source.Token).AsTask());

        Assert.Equal(20, read);
    }

    [Fact]
    public async Task What_a_feature_reader_throws_reaches_the_caller_as_it_is_and_the_next_call_works()
    {
        var thrown = new InvalidOperationException("no amount");
        var features = new FeatureSet<double>(
            new("m", [("a", Recording.FeatureKind.Numeric)]),
            (input, values) => values[0] = input < 0 ? throw thrown : input, []);
        using var predictor = new OnnxPredictor<double, float>(OnnxModel.Load(Graphs.Echo(OnnxElement.Float, [-1, 1])), features);

        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(async () => await predictor.PredictAsync(-1)));
        Assert.Equal(5f, (float)await predictor.PredictAsync(5));
    }

    [Fact]
    public async Task A_disposed_predictor_says_so_and_names_the_model()
    {
        var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(Graphs.Logistic), TestFeatures.Vector("a", "b"));
        await predictor.PredictAsync(new[] { 1d, 2 });
        predictor.Dispose();
        predictor.Dispose();

        ObjectDisposedException fault = await Assert.ThrowsAsync<ObjectDisposedException>(async () => await predictor.PredictAsync(new[] { 1d, 2 }));

        Assert.Contains("'scores'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_inside_when_its_version_is_disposed_is_answered()
    {
        OnnxPredictor<double, float>? predictor = null;
        var features = new FeatureSet<double>(
            new("m", [("a", Recording.FeatureKind.Numeric)]),
            (input, values) =>
            {
                values[0] = input;
                predictor!.Dispose();
            }, []);
        OnnxModel model = OnnxModel.Load(Graphs.Echo(OnnxElement.Float, [-1, 1]));
        predictor = new OnnxPredictor<double, float>(model, features);

        Assert.Equal(7f, (float)await predictor.PredictAsync(7));
        Assert.True(model.Session.IsClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await predictor.PredictAsync(7));
    }

    [Fact]
    public void A_model_says_what_it_takes_and_gives()
    {
        using OnnxModel model = OnnxModel.Load(Graphs.Logistic);

        Assert.Equal("input: Float [n,2]", Assert.Single(model.Inputs).ToString());
        Assert.Equal(["label: Int64 [n]", "probabilities: Float [n,2]"], model.Outputs.Select(output => output.ToString()));
    }

    [Theory]
    [InlineData(-1, 1, null, "IntraOpThreads is -1")]
    [InlineData(1, 0, null, "MaxRowsPerRun is 0")]
    [InlineData(1, 1, -2, "OutputColumn is -2")]
    public void Options_out_of_range_name_value_and_range(int threads, int rows, int? column, string named) => Assert.Contains(
        named,
        Assert.Throws<ModelLoadException>(() => OnnxModel.Load(
            Graphs.Logistic, new OnnxRuntimeOptions { IntraOpThreads = threads, MaxRowsPerRun = rows, OutputColumn = column })).Message,
        StringComparison.Ordinal);
}
