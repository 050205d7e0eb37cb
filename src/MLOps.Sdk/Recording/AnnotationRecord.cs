namespace MLOps.Sdk.Recording;

/// <summary>What an annotation says about a prediction.</summary>
public enum AnnotationKind : byte
{
    /// <summary>What the product did because of it.</summary>
    Action = 0,

    /// <summary>The truth about it, arriving later.</summary>
    Outcome = 1,
}

/// <summary>Something said about a recorded prediction after it was made, read in place like <see cref="PredictionRecord"/>.</summary>
public readonly ref struct AnnotationRecord
{
    /// <summary>The annotation's own id.</summary>
    public PredictionId Id { get; init; }

    /// <summary>The prediction it is about.</summary>
    public PredictionId PredictionId { get; init; }

    /// <summary>Action or outcome.</summary>
    public AnnotationKind Kind { get; init; }

    /// <summary>When it was recorded, in microseconds since 1970-01-01 UTC.</summary>
    public long TimeMicroseconds { get; init; }

    /// <summary>The action's name or the outcome's label, UTF-8.</summary>
    public ReadOnlySpan<byte> Text { get; init; }

    /// <summary>The rule that decided the action, UTF-8; empty when not given.</summary>
    public ReadOnlySpan<byte> Rule { get; init; }

    /// <summary>The outcome as a number, or the threshold of the action's rule; NaN when it has none.</summary>
    public double Value { get; init; }

    /// <summary>Who reviewed: the person that took the action or gave the outcome, UTF-8; empty when nobody did.</summary>
    public ReadOnlySpan<byte> Reviewer { get; init; }

    /// <summary>The action that this one takes the place of, UTF-8; empty when it overrides none.</summary>
    public ReadOnlySpan<byte> Overrides { get; init; }

    /// <summary>When the outcome happened, in microseconds since 1970-01-01 UTC; null when that is not known.</summary>
    public long? EventTimeMicroseconds { get; init; }
}
