using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>
/// The positions whose rows are lawfully gone, read beside the chain. Each range names the event that removed it, and
/// the event, which is chained, holds a digest of its ranges. Used by one thread.
/// </summary>
internal sealed class RemovalScan : IDisposable
{
    public const string DigestKey = "digest";

    private readonly SqliteRows _ranges;
    private readonly SqliteRows _byEvent;
    private long _first = long.MaxValue;
    private long _last = long.MaxValue;

    public RemovalScan(SqliteDatabase database)
    {
        _ranges = database.Query("SELECT first, last FROM removals ORDER BY first", "read what was removed");
        _byEvent = database.Query("""
            SELECT r.first, r.last, r.event, e.details FROM removals r LEFT JOIN events e ON e.position = r.event ORDER BY r.event, r.first
            """, "read what was removed");
        Move();
    }

    /// <summary>Whether all these positions are in one range. Asked with growing positions.</summary>
    public bool Covers(long first, long last)
    {
        while (_last < first)
            Move();
        return _first <= first && _last >= last;
    }

    /// <summary>The first range that no event stands for.</summary>
    public ChainDifference? FindUnfounded(Func<long, PredictionId?> eventId)
    {
        long current = 0, first = 0;
        string details = "";
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (_byEvent.Step())
        {
            if (_byEvent.Int64(2) != current)
            {
                if (current != 0 && !IsDigest(details, digest))
                    return new ChainDifference(first, eventId(current), DifferenceKind.Deleted, null);
                (current, first) = (_byEvent.Int64(2), _byEvent.Int64(0));
                details = _byEvent.Kind(3) == ValueKind.Null ? "{}" : _byEvent.Text(3);
            }

            Append(digest, _byEvent.Int64(0), _byEvent.Int64(1));
        }

        return current != 0 && !IsDigest(details, digest) ? new ChainDifference(first, eventId(current), DifferenceKind.Deleted, null) : null;
    }

    /// <summary>Adds a range to the digest of an event's ranges.</summary>
    public static void Append(IncrementalHash digest, long first, long last)
    {
        Span<byte> range = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(range, first);
        BinaryPrimitives.WriteInt64LittleEndian(range[sizeof(long)..], last);
        digest.AppendData(range);
    }

    public void Dispose()
    {
        _ranges.Dispose();
        _byEvent.Dispose();
    }

    private static bool IsDigest(string details, IncrementalHash digest)
    {
        string computed = Convert.ToHexStringLower(digest.GetHashAndReset());
        using JsonDocument json = JsonDocument.Parse(details);
        return json.RootElement.TryGetProperty(DigestKey, out JsonElement stated) && stated.GetString() == computed;
    }

    private void Move() => (_first, _last) = _ranges.Step() ? (_ranges.Int64(0), _ranges.Int64(1)) : (long.MaxValue, long.MaxValue);
}
