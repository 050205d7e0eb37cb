using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MLOps.Sdk.Privacy.Encryption;

/// <summary>What of a record is encrypted. The numbers are part of what is authenticated.</summary>
internal enum PayloadColumn : byte
{
    RawInput = 1,
    RawOutput = 2,

    /// <summary>A whole record that could not be stored as what it is.</summary>
    Quarantine = 3,
}

/// <summary>
/// An encrypted payload: "MOe1", the length of the key's id (1 byte), the id, nonce (12), tag (16), ciphertext. AES-256-GCM
/// under HMAC-SHA256(key, "MLOps.Sdk payload", writer), with the prediction's id and the column as associated data, so that a
/// payload moved elsewhere is found.
/// </summary>
/// <remarks>
/// The nonce is the rest of the prediction's id and the column, which no two payloads of a writer share (NIST SP 800-38D
/// 8.2.1): no limit of 2³² payloads as for random nonces, and a batch that is replayed is encrypted to the same bytes.
/// </remarks>
internal static class PayloadEnvelope
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    public const int AssociatedBytes = (2 * sizeof(ulong)) + 1;

    private const int FixedBytes = 4 + 1 + NonceBytes + TagBytes;

    private static ReadOnlySpan<byte> Magic => "MOe1"u8;

    public static bool IsEnvelope(ReadOnlySpan<byte> bytes) => bytes.Length >= FixedBytes && bytes.StartsWith(Magic);

    public static int LengthOf(PayloadKey key, int plain) => FixedBytes + key.Utf8Id.Length + plain;

    /// <summary>The cipher of one writer's payloads.</summary>
    public static AesGcm CipherOf(PayloadKey key, ulong writer)
    {
        Span<byte> label = stackalloc byte[17 + sizeof(ulong)];
        "MLOps.Sdk payload"u8.CopyTo(label);
        BinaryPrimitives.WriteUInt64LittleEndian(label[17..], writer);
        Span<byte> derived = stackalloc byte[PayloadKey.Bytes];
        HMACSHA256.HashData(key.Secret, label, derived);
        var cipher = new AesGcm(derived, TagBytes);
        CryptographicOperations.ZeroMemory(derived);
        return cipher;
    }

    /// <summary>Encrypts into exactly <see cref="LengthOf"/> bytes.</summary>
    public static void Seal(AesGcm cipher, PayloadKey key, PredictionId id, PayloadColumn column, ReadOnlySpan<byte> plain, Span<byte> envelope)
    {
        Magic.CopyTo(envelope);
        envelope[4] = (byte)key.Utf8Id.Length;
        key.Utf8Id.CopyTo(envelope[5..]);
        Span<byte> rest = envelope[(5 + key.Utf8Id.Length)..];
        Span<byte> nonce = rest[..NonceBytes];
        nonce.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, id.Sequence);
        nonce[sizeof(ulong)] = (byte)column;
        Span<byte> associated = stackalloc byte[AssociatedBytes];
        WriteAssociated(id, column, associated);
        cipher.Encrypt(nonce, plain, rest[(NonceBytes + TagBytes)..], rest.Slice(NonceBytes, TagBytes), associated);
    }

    /// <summary>Decrypts.</summary>
    /// <param name="keys">The keys; null: there are none.</param>
    /// <param name="id">The prediction that the payload stands at.</param>
    /// <param name="column">The column that it stands in.</param>
    /// <param name="envelope">The stored bytes.</param>
    /// <param name="plain">The content, null unless it was decrypted.</param>
    public static PayloadProtection Open(IPayloadKeyProvider? keys, PredictionId id, PayloadColumn column, ReadOnlySpan<byte> envelope, out byte[]? plain)
    {
        plain = null;
        int idLength = IsEnvelope(envelope) ? envelope[4] : 0;
        if (idLength == 0 || envelope.Length < FixedBytes + idLength)
            return new PayloadProtection(PayloadReading.Damaged, "unknown");

        string name = Encoding.UTF8.GetString(envelope.Slice(5, idLength));
        if (keys?.Find(name) is not { } key)
            return new PayloadProtection(PayloadReading.KeyMissing, name);

        ReadOnlySpan<byte> rest = envelope[(5 + idLength)..];
        Span<byte> associated = stackalloc byte[AssociatedBytes];
        WriteAssociated(id, column, associated);
        byte[] content = new byte[rest.Length - NonceBytes - TagBytes];
        using AesGcm cipher = CipherOf(key, id.Writer);
        try
        {
            cipher.Decrypt(rest[..NonceBytes], rest[(NonceBytes + TagBytes)..], rest.Slice(NonceBytes, TagBytes), content, associated);
        }
        catch (AuthenticationTagMismatchException)
        {
            return new PayloadProtection(PayloadReading.Damaged, name);
        }

        plain = content;
        return new PayloadProtection(PayloadReading.Decrypted, name);
    }

    private static void WriteAssociated(PredictionId id, PayloadColumn column, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, id.Writer);
        BinaryPrimitives.WriteUInt64BigEndian(destination[sizeof(ulong)..], id.Sequence);
        destination[2 * sizeof(ulong)] = (byte)column;
    }
}
