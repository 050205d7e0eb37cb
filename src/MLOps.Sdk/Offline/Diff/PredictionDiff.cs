namespace MLOps.Sdk.Offline.Diff;

/// <summary>One prediction, as it was answered and as the candidate answers it.</summary>
/// <param name="Id">The prediction's id.</param>
/// <param name="Time">When the call started.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Before">What it answered.</param>
/// <param name="After">What the candidate answers; NaN when it fails.</param>
public sealed record PredictionDiff(PredictionId Id, DateTimeOffset Time, string Version, double Before, double After)
{
    /// <summary>Whom the prediction is about, or null.</summary>
    public string? Subject { get; init; }

    /// <summary>The segment's value, or null.</summary>
    public string? Segment { get; init; }

    /// <summary>The truth; NaN while it is not known.</summary>
    public double Truth { get; init; } = double.NaN;

    /// <summary>Whether the answers are further apart than the tolerance.</summary>
    public bool Differs { get; init; }

    /// <summary>Whether the product would decide otherwise.</summary>
    public bool Flips { get; init; }

    /// <summary>What is added to the answer; NaN when the candidate fails.</summary>
    public double Difference => After - Before;
}
