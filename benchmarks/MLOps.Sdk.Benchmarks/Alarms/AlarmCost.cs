using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Alarms;

/// <summary>What the alarm costs the monitors' thread for a value, and how much memory a watched feature takes.</summary>
internal static class AlarmCost
{
    private const int Values = 4_096;
    private const int Features = 16;
    private const int ReferenceRows = 10_000;
    private const double MostNanoseconds = 40;
    private const int MostAlarmBytes = 8 * 1_024;
    private const int GrowthRows = 1_000_000;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    public static Findings Measure(Effort effort)
    {
        var draws = new Draws(77);
        var one = new SimulatedStream(StreamKind.Continuous, draws, new AlarmOptions());
        var category = new SimulatedStream(StreamKind.Categorical, draws, new AlarmOptions());
        double[] numbers = new double[Values], categories = new double[Values];
        (VersionAlarms alarms, ServedVersion version) = Sixteen(draws);
        IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(500), Values) { Rest = Rest }
            .Add(new Way("e-mixture, one number", _ => one.AddAll(numbers)) { Before = () => Fill(numbers, draws, StreamKind.Continuous) })
            .Add(new Way("e-mixture, one category", _ => category.AddAll(categories)) { Before = () => Fill(categories, draws, StreamKind.Categorical) })
            .Add(new Way($"e-mixture, {Features} numbers of a row", _ => ObserveAll(alarms, version, numbers)) { Before = () => Fill(numbers, draws, StreamKind.Continuous) })
            .Measure();
        return new Findings(
            [
                new Figure("e-mixture, a value of one number", times[0].Least, times[0].Median, "ns", Limit.AtMost(MostNanoseconds)),
                new Figure("e-mixture, a value of one category", times[1].Least, times[1].Median, "ns", Limit.AtMost(MostNanoseconds)),
                new Figure($"e-mixture, a value of {Features} features", times[2].Least, times[2].Median, "ns", Limit.AtMost(MostNanoseconds)),
                .. Memory(draws),
                SegmentMemory(),
            ],
            times);
    }

    private static void ObserveAll(VersionAlarms alarms, ServedVersion version, double[] values)
    {
        for (int from = 0; from < values.Length; from += Features)
            alarms.Observe(new PredictionRecord { Version = version, Numbers = values.AsSpan(from, Features) }, from);
    }

    /// <summary>Other values for each round: were they the same over and over, alarms would be raised and look no more.</summary>
    private static void Fill(double[] values, Draws draws, StreamKind kind)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = draws.Next(kind);
    }

    private static (VersionAlarms Alarms, ServedVersion Version) Sixteen(Draws draws)
    {
        var schema = new ModelSchema("cost", Enumerable.Range(0, Features).Select(static i => ($"f{i}", FeatureKind.Numeric)));
        var builder = new ReferenceBuilder(schema);
        double[] values = new double[Features];
        for (int row = 0; row < ReferenceRows; row++)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = draws.Normal();
            builder.Add(values, []);
        }

        var version = new ServedVersion(schema, "1", 0);
        var options = new DriftAlarmOptions();
        return (new VersionAlarms(version, builder.Build().Signals, options, new DriftAlerts(version, "cost", options, new WindowQueue())), version);
    }

    /// <summary>What a million different values of a segment add, once there are as many segments as there may be.</summary>
    private static Figure SegmentMemory()
    {
        var schema = new ModelSchema("segments", [("shop", FeatureKind.Numeric), ("x", FeatureKind.Numeric)]);
        var monitor = new DriftMonitor(new DriftOptions { WindowDuration = TimeSpan.FromDays(1) }, new WindowQueue(), new WindowQueue());
        monitor.SetSegments("segments", new SegmentOptions("shop") { ReferenceRows = 100 });
        var version = new ServedVersion(schema, "1", 0);
        double[] values = [0, 0];
        Feed(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(GrowthRows);
        return new Figure("memory that 1,000,000 distinct values of a segment add", GC.GetAllocatedBytesForCurrentThread() - before, null, "B", Limit.AtMost(10_000));

        void Feed(int rows)
        {
            for (int row = 0; row < rows; row++)
            {
                values[0]++;
                values[1] = row % 100;
                monitor.Observe(new PredictionRecord { Version = version, Numbers = values, Output = double.NaN });
            }
        }
    }

    /// <summary>Bytes of the parts of a watched feature, and what a million rows add to them.</summary>
    private static IEnumerable<Figure> Memory(Draws draws)
    {
        double[] reference = new double[100_000];
        for (int i = 0; i < reference.Length; i++)
            reference[i] = draws.Normal();
        NumericBaseline baseline = NumericBaseline.FromValues(reference);
        NumericAlarm.FromBaseline(baseline).Add(0);
        var monitor = new DriftMonitor(new DriftOptions { WindowDuration = TimeSpan.FromDays(1) }, new WindowQueue(), new WindowQueue());
        var schema = new ModelSchema("memory", [("x", FeatureKind.Numeric)]);
        monitor.SetReference("memory", null, new ReferenceProfile("memory", reference.Length, [SignalReference.Of("x", baseline)]));
        var version = new ServedVersion(schema, "1", 0);

        double[] value = [0];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var counter = new NumericCounter(baseline.Cells);
        long counterBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        var alarm = new EMixtureAlarm(new long[34], ordered: true);
        long alarmBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(counter);
        GC.KeepAlive(alarm);

        monitor.Observe(new PredictionRecord { Version = version, Numbers = value });
        before = GC.GetAllocatedBytesForCurrentThread();
        for (int row = 0; row < GrowthRows; row++)
        {
            value[0] = draws.Normal();
            monitor.Observe(new PredictionRecord { Version = version, Numbers = value });
        }

        long growth = GC.GetAllocatedBytesForCurrentThread() - before;
        yield return new Figure("memory of the alarm of a number", alarmBytes, null, "B", Limit.AtMost(MostAlarmBytes));
        yield return new Figure("memory of the open window of a number, 10,000 cuts", counterBytes, null, "B", Limit.AtMost(48 * 10_010));
        yield return new Figure("memory that 1,000,000 rows add to a watched feature", growth, null, "B", Limit.AtMost(0));
    }
}
