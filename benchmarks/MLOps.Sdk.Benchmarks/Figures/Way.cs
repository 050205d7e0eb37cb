namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>One of several ways of doing the same thing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">Does it the given number of times; this is what is timed.</param>
internal sealed record Way(string Name, Action<int> Run)
{
    /// <summary>Prepares a round, not timed.</summary>
    public Action? Before { get; init; }

    /// <summary>Cleans up after a round, not timed.</summary>
    public Action? After { get; init; }

    /// <summary>Whether the round that ended counts: it does not when the other thread it needs was kept from running.</summary>
    public Func<bool>? Counts { get; init; }
}
