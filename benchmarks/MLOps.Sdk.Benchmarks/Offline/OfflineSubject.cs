using System.Diagnostics;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Benchmarks.Offline;

/// <summary>Comparing 1,000,000 rows of 16 columns with a reference of 100,000, beside scipy's ks_2samp column by column.</summary>
internal sealed class OfflineSubject : ISubject
{
    // KS is exact to one part in so many: an eighth of what it strays by chance with a reference of 100,000.
    private const int Cuts = 2_000;

    public string Name => "offline";

    public Findings Measure(Effort effort)
    {
        int referenceRows = effort.IsShort ? 10_001 : 100_000;
        int rows = effort.IsShort ? 50_000 : 1_000_000;
        var data = new OfflineData(referenceRows, rows);
        double[] found = Compare(data, rows: 20_000, cores: 1); // warm
        var own = new List<double>();
        var single = new List<double>();
        for (int round = 0; round < 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            found = Compare(data, rows, Environment.ProcessorCount);
            own.Add(Nanoseconds.Since(start));
            start = Stopwatch.GetTimestamp();
            Compare(data, rows, cores: 1);
            single.Add(Nanoseconds.Since(start));
        }

        (string peer, double seconds, double[] statistics) = Peer(data, referenceRows, rows);
        double values = (double)rows * OfflineData.Columns;
        Timing ours = Timing.Of($"cells, references built included, {Environment.ProcessorCount} cores, per value", [.. own.Select(time => time / values)], 0);
        Timing alone = Timing.Of("the same on one core, per value", [.. single.Select(time => time / values)], 0);
        Timing theirs = Timing.Of($"{peer}, per value", [seconds * 1e9 / values], 0);
        double difference = found.Zip(statistics, static (a, b) => Math.Abs(a - b)).Max();
        return new Findings(
            [
                Figure.Ratio($"{peer}, column by column / PSI, KS, JS, Wasserstein and moments of all columns", theirs, ours, Limit.AtLeast(10)),
                Figure.Ratio("the same on one core", theirs, alone),
                new Figure("greatest difference of the KS statistics, in cells of the reference", difference * Cuts, null, "", Limit.AtMost(1)),
            ],
            [ours, alone, theirs]);
    }

    private static double[] Compare(OfflineData data, int rows, int cores)
    {
        // Columns do not know of each other, so each core takes its own.
        double[] statistics = new double[OfflineData.Columns];
        Parallel.For(0, OfflineData.Columns, new ParallelOptions { MaxDegreeOfParallelism = cores }, column =>
        {
            NumericBaseline baseline = NumericBaseline.FromValues(data.Reference[column], maximumCuts: Cuts);
            var window = new NumericCounter(baseline.Cells);
            window.Add(data.Current[column].AsSpan(0, Math.Min(rows, data.Current[column].Length)));
            statistics[column] = baseline.Compare(window).Ks;
        });
        return statistics;
    }

    private static (string Peer, double Seconds, double[] Statistics) Peer(OfflineData data, int referenceRows, int rows)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "columns.f64");
        data.Save(file);
        if (ScipyPeer.Run(file, referenceRows, rows) is { } scipy)
            return ("scipy ks_2samp", scipy.Seconds, scipy.Statistics);

        long start = Stopwatch.GetTimestamp();
        double[] statistics = [.. Enumerable.Range(0, OfflineData.Columns).Select(column => SortedPeer.Run(data.Reference[column], data.Current[column]).Statistic)];
        return ("ks_2samp's algorithm in C# (no scipy here)", Nanoseconds.Since(start) / 1e9, statistics);
    }
}
