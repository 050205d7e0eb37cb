namespace MLOps.Sdk.Privacy;

/// <summary>Keys from methods of your own: a vault, a service for keys. What they throw delays recording; nothing is stored unencrypted.</summary>
/// <param name="current">The key for what is written now; called once a batch, so keep it at hand.</param>
/// <param name="find">The key with an id, or null.</param>
public sealed class DelegatePayloadKeys(Func<PayloadKey> current, Func<string, PayloadKey?> find) : IPayloadKeyProvider
{
    /// <inheritdoc/>
    public PayloadKey Current => current();

    /// <inheritdoc/>
    public PayloadKey? Find(string id) => find(id);
}
