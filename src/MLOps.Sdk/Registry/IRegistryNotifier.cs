namespace MLOps.Sdk.Registry;

/// <summary>A registry that tells its own process of a change at once, so that nobody waits for the next poll.</summary>
public interface IRegistryNotifier
{
    /// <summary>
    /// Raised after a change made through this instance was committed, on the thread that made it and under no lock.
    /// A handler that throws is logged; the change stands.
    /// </summary>
    event EventHandler? Changed;
}
