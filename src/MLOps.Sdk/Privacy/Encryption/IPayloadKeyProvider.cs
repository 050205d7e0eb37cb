namespace MLOps.Sdk.Privacy;

/// <summary>Gives the keys by which raw inputs and outputs are encrypted before they reach the store, and decrypted where they are read. Safe on any thread.</summary>
/// <remarks>
/// Who destroys a key makes all that was encrypted by it unreadable, in backups and exports of the store as well; the chain
/// still verifies, because it commits to what is stored. A key that cannot be had delays recording and loses nothing: the
/// channel keeps what was accepted, and nothing is stored unencrypted.
/// </remarks>
public interface IPayloadKeyProvider
{
    /// <summary>The key for what is written now. Asked for once a batch, on the pump's thread.</summary>
    PayloadKey Current { get; }

    /// <summary>The key with this id, or null when it is not to be had, or no more.</summary>
    PayloadKey? Find(string id);
}
