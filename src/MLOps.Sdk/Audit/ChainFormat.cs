using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MLOps.Sdk.Audit;

/// <summary>What a chained record is. The numbers are part of the chain.</summary>
public enum ChainedKind : byte
{
    /// <summary>A prediction.</summary>
    Prediction = 1,

    /// <summary>What the product did.</summary>
    Action = 2,

    /// <summary>The truth about a prediction.</summary>
    Outcome = 3,

    /// <summary>An event of the log itself: a gap, an access, an erasure, a retention, a legal hold.</summary>
    Event = 4,
}

/// <summary>
/// The bytes that are hashed. A record's commitment is SHA-256(salt, encoded columns); a segment's hash is
/// SHA-256("MLOpsSeg", previous hash, number, first position, records, hash of the entries), its entries being kind, id and
/// commitment of each record in order, hashed as <see cref="Hashing.EntriesHash"/> says. Numbers are little-endian, ids as
/// they are shown.
/// </summary>
internal static class ChainFormat
{
    public const int HashBytes = 32;
    public const int SaltBytes = 16;
    public const int IdBytes = 16;
    public const int IdOffset = 1;
    public const int CommitmentOffset = IdOffset + IdBytes;
    public const int EntryBytes = CommitmentOffset + HashBytes;

    /// <summary>The most records of a segment: its entries are read at once.</summary>
    public const int SegmentRecords = 4096;

    private const int HeaderBytes = 8 + HashBytes + 3 * sizeof(long) + HashBytes;

    /// <summary>Writes a segment's hash.</summary>
    public static void HashSegment(ReadOnlySpan<byte> previous, long number, long first, long records, ReadOnlySpan<byte> entriesHash, Span<byte> hash)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        "MLOpsSeg"u8.CopyTo(header);
        previous.CopyTo(header[8..]);
        Span<byte> numbers = header[(8 + HashBytes)..];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, number);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], first);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], records);
        entriesHash.CopyTo(numbers[24..]);
        SHA256.HashData(header, hash);
    }

    /// <summary>Writes an entry's kind and id; its commitment comes later.</summary>
    public static void WriteEntry(Span<byte> entry, ChainedKind kind, PredictionId id)
    {
        entry[0] = (byte)kind;
        BinaryPrimitives.WriteUInt64BigEndian(entry[IdOffset..], id.Writer);
        BinaryPrimitives.WriteUInt64BigEndian(entry[(IdOffset + 8)..], id.Sequence);
    }

    public static PredictionId IdOf(ReadOnlySpan<byte> entry) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(entry[IdOffset..]), BinaryPrimitives.ReadUInt64BigEndian(entry[(IdOffset + 8)..]));
}
