using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Channels;

/// <summary>What it takes to hand over a record, with the reader idle and with the reader running on the second core.</summary>
internal sealed class ChannelSubject : ISubject
{
    // Idle: what any of them takes before it is full. Running: enough for a reader on another core to be at work throughout.
    private const int FewRecords = 1_000;
    private const int ManyRecords = 10_000;
    private static readonly Limit Third = Limit.AtMost(1 / 3.0);
    private static readonly Limit Eighth = Limit.AtMost(1 / 8.0);

    public string Name => "channel";

    public Findings Measure(Effort effort)
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<Timing> idle = MeasureIdle(Outlets(folder.Sub("few"), records: 1_024, laneBytes: 256 << 10), effort.Rounds(2_000), FewRecords, "reader idle");
        IOutlet[] large = Outlets(folder.Sub("many"), records: 32_768, laneBytes: 4 << 20);
        IReadOnlyList<Timing> beyondCache = MeasureIdle(large, effort.Rounds(200), ManyRecords, "reader idle, 10,000 at once");
        IReadOnlyList<Timing> running = MeasureRunning(large, effort.Rounds(400));
        return new Findings(
            [.. Ratios(idle, Third), .. Ratios(beyondCache, limit: null), .. Ratios(running, Eighth)], [.. idle, .. beyondCache, .. running]);
    }

    private static IOutlet[] Outlets(string directory, int records, long laneBytes) =>
    [
        new BoundedChannelOutlet(records), new QueueOutlet(),
        new RingOutlet("ring, owned lane, file", Path.Combine(directory, "owned"), laneBytes, owned: true),
        new RingOutlet("ring, shared lane, file", Path.Combine(directory, "shared"), laneBytes, owned: false),
        new RingOutlet("ring, owned lane, memory", null, laneBytes, owned: true),
        new RingOutlet("ring, shared lane, memory", null, laneBytes, owned: false),
    ];

    /// <summary>What each ring costs of the bounded channel; the limit is for the lane that a thread has for itself.</summary>
    private static IEnumerable<Figure> Ratios(IReadOnlyList<Timing> times, Limit? limit) =>
        times.Skip(2).Select(ring => Figure.Ratio($"{ring.Name} / bounded Channel", ring, times[0], ring.Name.Contains("owned", StringComparison.Ordinal) ? limit : null));

    private static IReadOnlyList<Timing> MeasureIdle(IOutlet[] outlets, int rounds, int records, string how)
    {
        var interleaved = new Interleaved(rounds, records);
        foreach (IOutlet outlet in outlets)
            interleaved.Add($"{outlet.Name}, {how}", outlet.Write, outlet.Empty);
        return interleaved.Measure();
    }

    private static IReadOnlyList<Timing> MeasureRunning(IOutlet[] outlets, int rounds)
    {
        BusyReader[] readers = [.. outlets.Select(outlet => new BusyReader(outlet, ManyRecords))];
        var interleaved = new Interleaved(rounds, ManyRecords);
        for (int i = 0; i < outlets.Length; i++)
            interleaved.Add(readers[i].Way($"{outlets[i].Name}, reader running"));
        IReadOnlyList<Timing> times = interleaved.Measure();
        foreach (BusyReader reader in readers)
            reader.Dispose();
        return times;
    }
}
