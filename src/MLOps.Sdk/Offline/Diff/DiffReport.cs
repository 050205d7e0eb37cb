using MLOps.Sdk.Cost;

namespace MLOps.Sdk.Offline.Diff;

/// <summary>What would have changed in a set of predictions.</summary>
/// <param name="Name">The segment's value; "" for all.</param>
public sealed record DiffSlice(string Name)
{
    /// <summary>Answered predictions.</summary>
    public long Rows { get; init; }

    /// <summary>Those whose answers could be compared.</summary>
    public long Compared { get; init; }

    /// <summary>Those on which the candidate fails.</summary>
    public long Failed { get; init; }

    /// <summary>Those whose logged answer is no number.</summary>
    public long Incomparable { get; init; }

    /// <summary>Those whose answer would differ.</summary>
    public long Differ { get; init; }

    /// <summary>Those decided otherwise: negative before, positive after.</summary>
    public long ToPositive { get; init; }

    /// <summary>Those decided otherwise: positive before, negative after.</summary>
    public long ToNegative { get; init; }

    /// <summary>Of those decided otherwise and whose truth is known: the candidate is right.</summary>
    public long NowRight { get; init; }

    /// <summary>Of those decided otherwise and whose truth is known: the candidate is wrong.</summary>
    public long NowWrong { get; init; }

    /// <summary>The mean of what is added to an answer; NaN without compared rows.</summary>
    public double MeanDifference { get; init; } = double.NaN;

    /// <summary>The mean distance of the answers; NaN without compared rows.</summary>
    public double MeanDistance { get; init; } = double.NaN;

    /// <summary>What is added to the answer that changes most; NaN without compared rows.</summary>
    public double Largest { get; init; } = double.NaN;

    /// <summary>What the calls cost, in pico-units of the currency, where the price was known.</summary>
    public Int128 CostBefore { get; init; }

    /// <summary>The calls whose price was not known: they were not free.</summary>
    public long UnknownCostBefore { get; init; }

    /// <summary>What they would cost; null when no price of the candidate is known.</summary>
    public Int128? CostAfter { get; init; }

    /// <summary>The mean time of a call as it was served, in microseconds; NaN without rows.</summary>
    public double MicrosecondsBefore { get; init; } = double.NaN;

    /// <summary>The mean time of a call of the candidate, alone on this machine, in microseconds; NaN without rows.</summary>
    public double MicrosecondsAfter { get; init; } = double.NaN;

    /// <summary>The share of compared predictions decided otherwise; NaN without any.</summary>
    public double FlipShare => Compared == 0 ? double.NaN : (double)(ToPositive + ToNegative) / Compared;

    /// <summary>A cost in units of the currency.</summary>
    internal static decimal Units(Int128 picoUnits) => (decimal)picoUnits / PicoUnits.PerUnit;
}

/// <summary>What a candidate would have changed.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Candidate">What the candidate is called.</param>
/// <param name="Stretch">Which predictions.</param>
/// <param name="All">All of them.</param>
/// <param name="Segments">By segment, the most frequent first; empty when none was asked for.</param>
/// <param name="Largest">The predictions that change most, first those that fail, then those decided otherwise.</param>
public sealed record DiffReport(
    string Model, string Candidate, string Stretch, DiffSlice All, IReadOnlyList<DiffSlice> Segments, IReadOnlyList<PredictionDiff> Largest);
