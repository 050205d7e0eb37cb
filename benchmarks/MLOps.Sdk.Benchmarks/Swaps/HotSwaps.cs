using System.Diagnostics;
using System.Globalization;
using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Features;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Serving.Routing;

namespace MLOps.Sdk.Benchmarks.Swaps;

/// <summary>
/// Two threads call without pause while a third swaps the routes a hundred times a second: another champion, a canary of
/// half the calls, another canary. Every other version is disposed of after its last call, and says so when it is called later.
/// </summary>
internal sealed class HotSwaps
{
    public const int SwapsASecond = 100;

    private readonly PredictionChannel _channel = Setup.PlainChannel(1 << 20);
    private readonly FeatureSet<double[]> _features = new(new ModelSchema("model", [("x", FeatureKind.Numeric)]), static (input, values) => values[0] = input[0], []);
    private readonly ModelSlot<double[], double> _slot = new("model");
    private readonly ServedPredictor<double[], double> _served;
    private readonly List<ServingVersion<double[], double>> _retired = [];
    private long _calls, _mixed, _failed;
    private int _number;

    public HotSwaps()
    {
        _served = new ServedPredictor<double[], double>(
            _slot, new InputCapture<double[]>(_features, [], null, null, 0), new OutputCapture<double>(null, null, null, 0), CostModel.Unknown, _channel, TimeProvider.System);
        _slot.Replace(Load());
    }

    public long Calls => _calls;

    /// <summary>Answers whose value, version and variant do not belong together.</summary>
    public long Mixed => _mixed;

    /// <summary>Calls that threw, such as on a version that was disposed of.</summary>
    public long Failed => _failed;

    public int Swaps { get; private set; }

    public TimeSpan Duration { get; private set; }

    /// <summary>Runs until so many calls were made, and a second at least.</summary>
    public void Run(long calls)
    {
        bool isOver = false;
        Thread[] callers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => Call(ref isOver)) { IsBackground = true })];
        long start = Stopwatch.GetTimestamp();
        Array.ForEach(callers, static caller => caller.Start());
        for (Swaps = 0; Volatile.Read(ref _calls) < calls || Swaps < SwapsASecond; Swaps++)
        {
            Swap();
            TimeSpan next = TimeSpan.FromSeconds((Swaps + 1.0) / SwapsASecond), now = Stopwatch.GetElapsedTime(start);
            if (next > now)
                Thread.Sleep(next - now);
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(callers, static caller => caller.Join());
        Duration = Stopwatch.GetElapsedTime(start);
        _channel.Close();
    }

    private void Swap()
    {
        Routes<double[], double> before = _slot.Routes;
        ServingVersion<double[], double> next = Load();
        if (Swaps % 3 == 1)
        {
            var plan = new RolloutPlan
            {
                Name = next.Version.Version,
                Kind = RolloutKind.Canary,
                Variants = [new("champion", before.Champion.Version.Version, 0.5), new("canary", next.Version.Version, 0.5)],
            };
            _slot.Replace(Routes<double[], double>.Of(before.Champion, plan, [next.As(PredictionVariant.Canary)]));
            _retired.Add(next); // from the next swap on
            return;
        }

        _slot.Replace(next);
        _retired.Add(before.Champion);
        foreach (ServingVersion<double[], double> version in _retired)
            version.Lease?.Retire();
        _retired.RemoveAll(static version =>
        {
            if (version.Lease is { IsOver: false })
                return false;
            version.DisposeAsync().AsTask().GetAwaiter().GetResult();
            return true;
        });
    }

    private ServingVersion<double[], double> Load()
    {
        int number = ++_number % 1_000; // the table of versions is kept small
        ServedVersion version = _channel.Ring.Versions.GetOrAdd(_features.Schema, number.ToString(CultureInfo.InvariantCulture));
        var origin = new PredictionOrigin(version, PredictionVariant.Champion, _channel.Ring.Header.Writer, TimeProvider.System.TimestampFrequency, new PredictionAnnotator(_channel, TimeProvider.System));
        IPredictor<double[], double> model = number % 2 == 0 ? new Numbered(number) : new DisposableNumbered(number);
        return new ServingVersion<double[], double>(origin, model, model, null);
    }

    private void Call(ref bool isOver)
    {
        double[] input = [1];
        long calls = 0;
        while (!Volatile.Read(ref isOver))
        {
            try
            {
                ValueTask<Prediction<double>> call = _served.PredictAsync(input);
                Prediction<double> answer = call.IsCompleted ? call.Result : throw new InvalidOperationException("The model answers at once.");
                if (int.Parse(answer.Version!, CultureInfo.InvariantCulture) != (int)answer.Value)
                    Interlocked.Increment(ref _mixed);
            }
            catch (Exception)
            {
                Interlocked.Increment(ref _failed);
            }

            if (++calls % 1_024 == 0)
                Interlocked.Add(ref _calls, 1_024);
        }
    }

    /// <summary>Answers with its number.</summary>
    private class Numbered(int number) : IPredictor<double[], double>
    {
        protected int Number { get; set; } = number;

        public ValueTask<Prediction<double>> PredictAsync(double[] input, CancellationToken cancellationToken = default) => new(new Prediction<double>(Number));
    }

    private sealed class DisposableNumbered(int number) : Numbered(number), IDisposable
    {
        public void Dispose() => Number = -1; // whoever calls it now gets an answer that is not its version's
    }
}
