namespace MLOps.Sdk.Storage;

/// <summary>Does work of a batch beside the thread that stores it, such as hashing. Called by that thread.</summary>
public interface ISideWork
{
    /// <summary>
    /// Offers work to another thread, which may come late or never: who offers it does it when it is needed and was not
    /// begun. Never throws, never waits.
    /// </summary>
    void Offer(IThreadPoolWorkItem work);
}
