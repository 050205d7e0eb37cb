namespace MLOps.Sdk.Storage;

/// <summary>Takes alerts of monitors, retraining and rollouts: to be stored, and told to handlers. Safe on any thread.</summary>
public interface IAlertSink
{
    /// <summary>Takes an alert. Never throws, never waits.</summary>
    void Add(Alert alert);
}
