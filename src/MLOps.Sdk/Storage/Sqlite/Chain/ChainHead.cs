using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>Where the chain ends now: what the next segment continues from.</summary>
internal sealed class ChainHead(SqliteDatabase database) : IDisposable
{
    public const string Select = "SELECT segments, records, hash, genesis FROM chain_head";

    // Positions are never given twice, also when somebody turned the head back: the difference stays for verify to find.
    private const string SelectLast = """
        SELECT max(ifnull((SELECT max(position) FROM predictions), 0), ifnull((SELECT max(position) FROM actions), 0),
          ifnull((SELECT max(position) FROM outcomes), 0), ifnull((SELECT max(position) FROM events), 0))
        """;

    private readonly SqliteRows _select = database.Query(Select, "read the chain's head");
    private long _last;
    private long _lastSegment;
    private bool _isChecked;
    private readonly byte[] _hash = new byte[ChainFormat.HashBytes];

    /// <summary>Segments so far.</summary>
    public long Segments { get; private set; }

    /// <summary>Records so far; the next one's position is one more.</summary>
    public long Records { get; private set; }

    /// <summary>The hash of the last segment.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>Reads it anew: another process may have written since.</summary>
    /// <exception cref="StoreException">It is not there.</exception>
    public void Read()
    {
        if (!_select.With().Step() || _select.Bytes(2).Length != ChainFormat.HashBytes)
            throw new StoreException($"The chain of '{database.Path}' has no head: somebody removed or changed the row of chain_head. Restore a backup, or move the store away so that recording goes on in a new one.");
        if (!_isChecked)
        {
            _last = database.ReadNumber(SelectLast, "read the last position");
            _lastSegment = database.ReadNumber("SELECT ifnull(max(number), 0) FROM chain_segments", "read the last segment");
            _isChecked = true;
        }

        Segments = Math.Max(_select.Int64(0), _lastSegment);
        Records = Math.Max(_select.Int64(1), _last);
        _select.Bytes(2).CopyTo(_hash);
        _select.Reset();
    }

    /// <summary>After a fault, which may come from a head that was turned back: looks at the rows themselves before the next batch.</summary>
    public void Doubt() => _isChecked = false;

    /// <summary>Goes on behind a new segment.</summary>
    public void Advance(long records, ReadOnlySpan<byte> hash)
    {
        Segments++;
        Records += records;
        hash.CopyTo(_hash);
    }

    /// <inheritdoc/>
    public void Dispose() => _select.Dispose();
}
