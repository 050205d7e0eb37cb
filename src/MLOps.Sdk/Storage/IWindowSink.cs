namespace MLOps.Sdk.Storage;

/// <summary>Takes closed windows from monitors, on their thread, to be stored with the rows that closed them.</summary>
public interface IWindowSink
{
    /// <summary>Takes a window. Never throws, never waits.</summary>
    void Add(StoredWindow window);
}
