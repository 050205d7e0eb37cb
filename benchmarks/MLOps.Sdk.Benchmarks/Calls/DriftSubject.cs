using System.Diagnostics;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>Whether watching drift costs the caller anything: the same calls while the pump stores, with and without a monitor.</summary>
/// <remarks>
/// Stretches of about 50,000 calls a second, by turns with and without; each stretch has its median, each pair of
/// neighbours its ratio, and the figure is the median of the ratios: a machine that gets busier changes neighbours alike.
/// </remarks>
internal sealed class DriftSubject : ISubject
{
    private const int CallsPerBurst = 250;
    private const int BurstsPerStretch = 80;
    private static readonly TimeSpan BetweenBursts = TimeSpan.FromMilliseconds(5);

    private static readonly FeatureVector[] Rows = [.. Watching.Values(CallsPerBurst, seed: 1).Chunk(Watching.Features).Select(row => new FeatureVector(row))];

    public string Name => "drift";

    public Findings Measure(Effort effort)
    {
        var off = new List<double>();
        var on = new List<double>();
        var ratios = new List<double>();
        using (var without = new Side(watched: false))
        using (var with = new Side(watched: true))
        {
            int pairs = effort.Rounds(24);
            for (int pair = -2; pair < pairs; pair++)
            {
                // Who is first changes, so that a slow drift of the machine favours nobody; the first two pairs warm up.
                (Side first, Side second) = pair % 2 == 0 ? (without, with) : (with, without);
                double a = first.MedianStretch(), b = second.MedianStretch();
                (double plain, double watched) = pair % 2 == 0 ? (a, b) : (b, a);
                if (pair < 0)
                    continue;
                off.Add(plain);
                on.Add(watched);
                ratios.Add(watched / plain);
            }
        }

        Timing timedOff = Timing.Of("a call, drift not watched (medians of stretches)", off, 0), timedOn = Timing.Of("a call, drift watched (medians of stretches)", on, 0);
        ratios.Sort();
        double change = (ratios[ratios.Count / 2] - 1) * 100;
        double overall = ((timedOn.Median / timedOff.Median) - 1) * 100;
        return new Findings(
            [new Figure("change of the caller's median when drift is watched", change, overall, "%", Limit.AtMost(5))], [timedOff, timedOn]);
    }

    /// <summary>A recorder with a thread that calls: each recorder's calls come from a lane of its own.</summary>
    private sealed class Side : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly LiveRecorder _recorder;
        private readonly IPredictor<FeatureVector, float> _served;
        private readonly Companion _caller;
        private double _median;

        public Side(bool watched)
        {
            FeatureSet<FeatureVector> features = Setup.Vector16();
            var windows = new WindowQueue();
            IRecordMonitor[] monitors = watched ? [Watching.Of(features.Schema, windows)] : [];
            _recorder = new LiveRecorder(_folder.Path, new RecordingOptions(), windows, monitors);
            _served = Setup.Serve<FeatureVector>(_recorder.Channel, new TrivialModel(), features);
            _caller = new Companion(_ => _median = Stretch());
        }

        public double MedianStretch()
        {
            _caller.Begin();
            _caller.End();
            _recorder.Flush();
            return _median;
        }

        public void Dispose()
        {
            _caller.Dispose();
            _recorder.Dispose();
            _folder.Dispose();
        }

        private double Stretch()
        {
            double[] times = new double[BurstsPerStretch];
            for (int burst = 0; burst < times.Length; burst++)
            {
                long start = Stopwatch.GetTimestamp();
                foreach (FeatureVector row in Rows)
                    CallLoop.Predict(_served, row, 1);
                times[burst] = Nanoseconds.Since(start) / CallsPerBurst;
                Thread.Sleep(BetweenBursts);
            }

            Array.Sort(times);
            return times[times.Length / 2];
        }
    }
}
