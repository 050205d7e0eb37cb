namespace MLOps.Sdk.Rollout;

/// <summary>What a shadow answered beside the version that answers callers, since this process began to show it calls. Immutable.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The shadow's version.</param>
/// <param name="Sample">The share of the calls that it is to see.</param>
public sealed record ShadowReport(string Model, string Version, double Sample)
{
    /// <summary>Calls that it answered.</summary>
    public long Answered { get; init; }

    /// <summary>Calls in which it failed.</summary>
    public long Failed { get; init; }

    /// <summary>Calls that it was to see and did not, because its queue was full.</summary>
    public long Dropped { get; init; }

    /// <summary>Calls that it was to see and did not, because it had cost enough.</summary>
    public long TooDear { get; init; }

    /// <summary>The share of its answers that agree; null while there are none.</summary>
    public double? Agreement { get; init; }

    /// <summary>The mean of its outputs less those that callers got; null where outputs are no numbers.</summary>
    public double? MeanDifference { get; init; }

    /// <summary>The largest distance of two outputs; null where outputs are no numbers.</summary>
    public double? LargestDifference { get; init; }

    /// <summary>
    /// How far the distribution of its outputs lies from that of the outputs that callers got: the population stability
    /// index over ten bins, below 0.1 little, above 0.25 much. Null for fewer than 500 pairs of numbers.
    /// </summary>
    public double? OutputPsi { get; init; }

    /// <summary>The largest distance of the two distribution functions (Kolmogorov-Smirnov), 0 to 1, at places among the first outputs of callers. Null for fewer than 500 pairs of numbers.</summary>
    public double? OutputKs { get; init; }

    /// <summary>Its mean latency; null while there is none.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>The mean latency of the calls that it answered beside; null while there is none.</summary>
    public TimeSpan? PrimaryLatency { get; init; }

    /// <summary>What it cost, in units of the currency; null when no price is known.</summary>
    public decimal? Cost { get; init; }
}
