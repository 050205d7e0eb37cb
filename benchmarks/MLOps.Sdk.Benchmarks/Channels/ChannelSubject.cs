using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Channels;

/// <summary>What it takes to hand over a record, with the reader idle and with the reader running on the second core.</summary>
internal sealed class ChannelSubject : ISubject
{
    private const int Records = 10_000;
    private static readonly Limit Third = Limit.AtMost(1 / 3.0);
    private static readonly Limit Eighth = Limit.AtMost(1 / 8.0);

    public string Name => "channel";

    public Findings Measure(Effort effort)
    {
        using var folder = new TemporaryFolder();
        IOutlet[] outlets =
        [
            new BoundedChannelOutlet(), new QueueOutlet(),
            new RingOutlet("ring, owned lane, file", folder.Sub("owned"), owned: true), new RingOutlet("ring, shared lane, file", folder.Sub("shared"), owned: false),
            new RingOutlet("ring, owned lane, memory", null, owned: true), new RingOutlet("ring, shared lane, memory", null, owned: false),
        ];
        IReadOnlyList<Timing> idle = MeasureIdle(outlets, effort.Rounds(400));
        IReadOnlyList<Timing> running = MeasureRunning(outlets, effort.Rounds(400));
        var figures = new List<Figure>();
        for (int i = 2; i < outlets.Length; i++)
            figures.Add(Figure.Ratio($"{idle[i].Name} / bounded Channel", idle[i], idle[0], Third));
        for (int i = 2; i < outlets.Length; i++)
            figures.Add(Figure.Ratio($"{running[i].Name} / bounded Channel", running[i], running[0], Eighth));
        return new Findings(figures, [.. idle, .. running]);
    }

    private static IReadOnlyList<Timing> MeasureIdle(IOutlet[] outlets, int rounds)
    {
        var interleaved = new Interleaved(rounds, Records);
        foreach (IOutlet outlet in outlets)
            interleaved.Add($"{outlet.Name}, reader idle", outlet.Write, outlet.Empty);
        return interleaved.Measure();
    }

    private static IReadOnlyList<Timing> MeasureRunning(IOutlet[] outlets, int rounds)
    {
        BusyReader[] readers = [.. outlets.Select(outlet => new BusyReader(outlet, Records))];
        var interleaved = new Interleaved(rounds, Records);
        for (int i = 0; i < outlets.Length; i++)
            interleaved.Add(readers[i].Way($"{outlets[i].Name}, reader running"));
        IReadOnlyList<Timing> times = interleaved.Measure();
        foreach (BusyReader reader in readers)
            reader.Dispose();
        return times;
    }
}
