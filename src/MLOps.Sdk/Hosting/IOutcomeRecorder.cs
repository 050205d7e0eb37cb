namespace MLOps.Sdk;

/// <summary>Records the truth about predictions when it arrives. Never throws for a fault of recording; never waits for the store.</summary>
public interface IOutcomeRecorder
{
    /// <summary>Records a class or verdict, such as "fraud".</summary>
    /// <returns>False when the channel was full or closed; the caller may try again.</returns>
    ValueTask<bool> RecordAsync(PredictionId prediction, string label, CancellationToken cancellationToken = default);

    /// <summary>Records a value, such as the price that was paid.</summary>
    /// <returns>False when the channel was full or closed; the caller may try again.</returns>
    ValueTask<bool> RecordAsync(PredictionId prediction, double value, CancellationToken cancellationToken = default);

    /// <summary>Records an outcome with what is known about it: when it happened, who said so.</summary>
    /// <returns>False when the channel was full or closed; the caller may try again.</returns>
    ValueTask<bool> RecordAsync(PredictionId prediction, ObservedOutcome outcome, CancellationToken cancellationToken = default);

    /// <summary>Records whether it was the positive class.</summary>
    /// <returns>False when the channel was full or closed; the caller may try again.</returns>
    ValueTask<bool> RecordAsync(PredictionId prediction, bool positive, CancellationToken cancellationToken = default);
}
