namespace MLOps.Sdk.Registry;

/// <summary>A registry that tells this process of its own changes at once, instead of at the next poll.</summary>
public interface IChangeNotifier
{
    /// <summary>Raised after a change is durable, never under a lock. Handlers return at once.</summary>
    event Action? Changed;
}
