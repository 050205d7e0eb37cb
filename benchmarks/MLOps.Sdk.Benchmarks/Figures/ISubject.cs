namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>What there is to say about a subject.</summary>
/// <param name="Figures">The numbers that are judged.</param>
/// <param name="Timings">The times they come from.</param>
internal sealed record Findings(IReadOnlyList<Figure> Figures, IReadOnlyList<Timing> Timings);

/// <summary>Something that is measured by <c>figures NAME</c>. Runs on a thread of its own.</summary>
internal interface ISubject
{
    string Name { get; }

    /// <summary>Whether it takes minutes and is measured only when it is named.</summary>
    bool IsStudy => false;

    Findings Measure(Effort effort);
}

/// <summary>How long to measure.</summary>
/// <param name="IsShort">A tenth of the rounds: enough to see that everything runs, not enough for close verdicts.</param>
internal sealed record Effort(bool IsShort)
{
    public int Rounds(int full) => IsShort ? Math.Max(full / 10, 3) : full;
}
