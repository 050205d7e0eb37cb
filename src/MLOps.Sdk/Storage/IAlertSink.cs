namespace MLOps.Sdk.Storage;

/// <summary>Takes alerts from monitors, on the thread that monitors run on: to be stored, and told to handlers.</summary>
public interface IAlertSink
{
    /// <summary>Takes an alert. Never throws, never waits.</summary>
    void Add(Alert alert);
}
