using System.Globalization;
using MLOps.Sdk.Cost;

namespace MLOps.Sdk.Offline.Diff;

/// <summary>How answers are compared.</summary>
public sealed record DiffOptions
{
    /// <summary>The output from which the product decides otherwise; null when no decision hangs on it.</summary>
    /// <value>Default 0.5.</value>
    public double? Threshold { get; init; } = 0.5;

    /// <summary>How far two answers may be apart and count as the same.</summary>
    /// <value>Not negative; default 1e-6, the precision of a 32-bit model.</value>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>A tag or feature by whose values the sums are given as well, or null.</summary>
    public string? SegmentBy { get; init; }

    /// <summary>The most segments; the least frequent are one, "other".</summary>
    /// <value>At least 1; default 20.</value>
    public int MaximumSegments { get; init; } = 20;

    /// <summary>How many predictions are given one by one: those that change most.</summary>
    /// <value>Not negative; default 20.</value>
    public int Largest { get; init; } = 20;

    /// <summary>What a call of the candidate costs; null when that is not known.</summary>
    public CostModel? Cost { get; init; }

    /// <summary>What outcomes that are texts stand for; null reads numbers, true and false.</summary>
    public IReadOnlyDictionary<string, double>? Labels { get; init; }

    /// <summary>What cannot be; null when all can.</summary>
    internal string? Failure => !(Tolerance >= 0) || double.IsNaN(Threshold ?? 0) || MaximumSegments < 1 || Largest < 0
        ? string.Create(CultureInfo.InvariantCulture, $"A diff has Tolerance {Tolerance}, Threshold {Threshold}, MaximumSegments {MaximumSegments} and Largest {Largest}; tolerance and largest are not negative, the threshold is a number, and there is at least one segment.")
        : null;
}
