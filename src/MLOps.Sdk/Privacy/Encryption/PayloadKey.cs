using System.Text;

namespace MLOps.Sdk.Privacy;

/// <summary>A key for payloads: 32 bytes, and the name by which it is found again. Immutable; not shown by <see cref="ToString"/>.</summary>
public sealed class PayloadKey
{
    /// <summary>Bytes of a key: 32.</summary>
    public const int Bytes = 32;

    /// <summary>The most bytes of an id, as UTF-8: 64.</summary>
    public const int MaximumIdBytes = 64;

    private readonly byte[] _bytes;

    /// <param name="id">Its name, stored with each payload: no secret and no personal data.</param>
    /// <param name="bytes">The key.</param>
    /// <exception cref="ArgumentException">The id is empty or too long, or the key has not 32 bytes.</exception>
    public PayloadKey(string id, ReadOnlySpan<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        if (Encoding.UTF8.GetByteCount(id) > MaximumIdBytes)
            throw new ArgumentException($"The key's id '{id}' has more than {MaximumIdBytes} bytes. It is stored with each payload: give it a short one.", nameof(id));
        if (bytes.Length != Bytes)
            throw new ArgumentException($"Key '{id}' has {bytes.Length} bytes; it needs {Bytes}, from a generator of random numbers.", nameof(bytes));
        Id = id;
        Utf8Id = Encoding.UTF8.GetBytes(id);
        _bytes = bytes.ToArray();
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    internal byte[] Utf8Id { get; }

    internal ReadOnlySpan<byte> Secret => _bytes;

    /// <inheritdoc/>
    public override string ToString() => $"key {Id}";
}
