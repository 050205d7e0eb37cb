namespace MLOps.Sdk.Storage;

/// <summary>The disk has no room for what was asked of the store.</summary>
internal sealed class DiskFullException(string message) : StoreException(message);
