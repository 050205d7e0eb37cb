namespace MLOps.Sdk;

/// <summary>Records what the product did because of predictions, when it is known later or by a person. Never throws for a fault of recording; never waits for the store.</summary>
public interface IActionRecorder
{
    /// <summary>Records an action.</summary>
    /// <returns>False when the channel was full or closed; the caller may try again.</returns>
    ValueTask<bool> RecordAsync(PredictionId prediction, ProductAction action, CancellationToken cancellationToken = default);
}

/// <summary>What the product did because of a prediction.</summary>
/// <param name="Name">What was done, such as "block".</param>
public sealed record ProductAction(string Name)
{
    /// <summary>The rule that decided it, such as "score >= threshold".</summary>
    public string? Rule { get; init; }

    /// <summary>The rule's threshold at that time.</summary>
    public double? Threshold { get; init; }

    /// <summary>The person who decided; null when no one did.</summary>
    public string? Reviewer { get; init; }

    /// <summary>The action that the person overrode; null when none.</summary>
    public string? Overrides { get; init; }
}

/// <summary>The truth about a prediction, as it became known.</summary>
public sealed record ObservedOutcome
{
    /// <summary>A class or verdict, such as "fraud".</summary>
    public string? Label { get; init; }

    /// <summary>A value, such as the price that was paid.</summary>
    public double? Value { get; init; }

    /// <summary>When it happened, which may be long before it arrives; null when that is not known.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Who said so: a reviewer, or the system it comes from.</summary>
    public string? Reviewer { get; init; }
}
