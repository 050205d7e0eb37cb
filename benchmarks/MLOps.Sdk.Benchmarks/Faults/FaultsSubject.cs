using System.Globalization;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Faults.Memory;
using MLOps.Sdk.Faults.Sharing;
using MLOps.Sdk.Faults.Stops;

namespace MLOps.Sdk.Benchmarks.Faults;

/// <summary>What callers and memory feel of a store that is dead, of endless tag values, of a stop, and of other processes.</summary>
internal sealed class FaultsSubject : ISubject
{
    private const int DistinctTags = 1_000_000;
    private const double SpareMegabytes = 64;

    public string Name => "faults";

    public bool IsStudy => true;

    public Findings Measure(Effort effort)
    {
        var figures = new List<Figure>();
        AddDeadStore(figures, effort.IsShort ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(10));
        AddTags(figures);
        StopFindings stop = StopStudy.Run();
        figures.Add(new Figure($"SIGTERM with {stop.Accepted} pending: exit", stop.Exit.TotalSeconds, null, "s", Limit.AtMost(5)));
        figures.Add(new Figure("of these not found by the next start", stop.Lost, null, "", Limit.AtMost(0)));
        ShareFindings share = ShareStudy.Run(4, effort.IsShort ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(60));
        figures.Add(new Figure($"4 processes, one directory: lost of {share.Accepted.ToString("N0", CultureInfo.InvariantCulture)}", share.Lost, null, "", Limit.AtMost(0)));
        figures.Add(new Figure("slowest process against the fastest", share.SlowestShare, null, "x", Limit.AtLeast(0.5)));
        return new Findings(figures, []);
    }

    private static void AddDeadStore(List<Figure> figures, TimeSpan duration)
    {
        using var folder = new TemporaryFolder();
        DeadStoreFindings found = MemoryStudy.RunDeadStore(folder.Path, duration);
        figures.Add(new Figure("dead store, full channel, 4 threads: p99 of a call", found.P99, null, "us", Limit.AtMost(2)));
        figures.Add(new Figure("p99.9", found.P999, null, "us", Limit.AtMost(10)));
        figures.Add(new Figure($"memory beyond what is configured after {duration.TotalSeconds:F0} s", found.GrownMegabytes, null, "MB", Limit.AtMost(SpareMegabytes)));
        figures.Add(new Figure("calls not accounted for", found.Unaccounted, null, "", Limit.AtMost(0)));
        figures.Add(new Figure("calls", found.Calls, null, ""));
    }

    private static void AddTags(List<Figure> figures)
    {
        using var folder = new TemporaryFolder();
        double grown = MemoryStudy.RunDistinctTags(folder.Path, DistinctTags);
        figures.Add(new Figure("memory beyond what is configured after 1,000,000 distinct tag values", grown, null, "MB", Limit.AtMost(SpareMegabytes)));
    }
}
