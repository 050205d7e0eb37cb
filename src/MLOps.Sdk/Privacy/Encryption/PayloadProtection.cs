namespace MLOps.Sdk.Privacy;

/// <summary>How an encrypted payload was read.</summary>
public enum PayloadReading
{
    /// <summary>It was decrypted, and is what was encrypted for this prediction and place.</summary>
    Decrypted,

    /// <summary>The key is not to be had: nothing can be said about the content.</summary>
    KeyMissing,

    /// <summary>The key is there and the bytes are not what it encrypted for this prediction and place: changed, or of another.</summary>
    Damaged,
}

/// <summary>That a payload is stored encrypted, and what came of reading it.</summary>
/// <param name="Reading">What came of it.</param>
/// <param name="Key">The id of the key.</param>
public sealed record PayloadProtection(PayloadReading Reading, string Key)
{
    /// <inheritdoc/>
    public override string ToString() => Reading switch
    {
        PayloadReading.Decrypted => $"encrypted, read with key {Key}",
        PayloadReading.KeyMissing => $"encrypted, key {Key} is missing",
        _ => $"encrypted, not what key {Key} encrypted for this prediction",
    };
}
