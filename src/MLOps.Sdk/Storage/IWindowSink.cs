namespace MLOps.Sdk.Storage;

/// <summary>Takes closed windows from monitors, on the pump's thread, to be stored with the batch at hand.</summary>
public interface IWindowSink
{
    /// <summary>Takes a window. Never throws, never waits.</summary>
    void Add(StoredWindow window);
}
