using MLOps.Sdk.Audit;
using MLOps.Sdk.Audit.Hashing;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>
/// Walks the chain and the tables side by side, both in the order of positions, and stops at the first difference. Used
/// by one thread, in one snapshot.
/// </summary>
internal sealed class ChainVerifier : IDisposable
{
    private readonly SqliteRows _segments;
    private readonly SqliteRows _head;
    private readonly RemovalScan _removals;
    private readonly ChainTable?[] _tables = new ChainTable?[byte.MaxValue + 1]; // by kind, as an entry says it
    private readonly CheckpointComparison _checkpoints;
    private readonly bool _isExtract; // rows and entries that are not there were not asked for
    private readonly CommitmentBatch _commitments = new();
    private readonly EntriesHash _entriesHash = new();
    private readonly List<int> _hashing = []; // entries whose rows are in the batch
    private readonly byte[] _computed = new byte[ChainFormat.HashBytes];
    private readonly byte[] _previous = new byte[ChainFormat.HashBytes];
    private byte[] _entries = [];

    /// <param name="database">The store.</param>
    /// <param name="checkpoints">Checkpoints kept outside.</param>
    /// <param name="isExtract">Whether what is missing is no difference: the store holds some of the chain's records.</param>
    public ChainVerifier(SqliteDatabase database, IReadOnlyList<ChainCheckpoint> checkpoints, bool isExtract = false)
    {
        _isExtract = isExtract;
        _head = database.Query(ChainHead.Select, "read the chain's head");
        _segments = database.Query("SELECT number, first, records, entries, entries_hash, hash FROM chain_segments ORDER BY number", "verify the chain");
        _removals = new RemovalScan(database);
        foreach (ChainedKind kind in ChainTable.Kinds)
            _tables[(byte)kind] = new ChainTable(database, kind);
        _checkpoints = new CheckpointComparison(checkpoints);
    }

    /// <summary>Segments that were compared.</summary>
    public long Segments { get; private set; }

    /// <summary>Records that were compared.</summary>
    public long Records { get; private set; }

    /// <summary>Records that are gone lawfully, or that an extract does not hold.</summary>
    public long Removed { get; private set; }

    /// <summary>Compares everything.</summary>
    /// <returns>The first difference, or null.</returns>
    public ChainDifference? Run(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (!_head.With().Step())
            return At(1, null, DifferenceKind.Truncated);
        (long segments, long records, byte[] last, byte[] genesis) = (_head.Int64(0), _head.Int64(1), _head.Bytes(2).ToArray(), _head.Bytes(3).ToArray());
        if (genesis.Length != ChainFormat.HashBytes || !_checkpoints.IsOfStore(genesis))
            return At(1, null, DifferenceKind.Rechained);

        genesis.CopyTo(_previous, 0);
        while (_segments.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (CompareSegment() is { } difference)
                return difference;
            progress?.Report(Math.Min(1, Records / (double)Math.Max(records, 1)));
        }

        return FindUnchained() ?? CompareEnd(segments, last) ?? _removals.FindUnfounded(position => _tables[(byte)ChainedKind.Event]!.IdAt(position));
    }

    public void Dispose()
    {
        _segments.Dispose();
        _head.Dispose();
        _removals.Dispose();
        foreach (ChainTable? table in _tables)
            table?.Dispose();
    }

    private ChainDifference? CompareSegment()
    {
        long number = _segments.Int64(0), first = _segments.Int64(1), records = _segments.Int64(2);
        bool dropped = _segments.Kind(3) == ValueKind.Null;
        ReadOnlySpan<byte> entries = dropped ? default : _segments.Bytes(3);
        ReadOnlySpan<byte> entriesHash = _segments.Bytes(4), hash = _segments.Bytes(5);
        if (number != Segments + 1)
            return At(Records + 1, null, DifferenceKind.Deleted);
        if (first != Records + 1 || records is < 1 or > ChainFormat.SegmentRecords || (!dropped && entries.Length != records * ChainFormat.EntryBytes))
            return At(Records + 1, null, DifferenceKind.Spliced);

        bool isEdited = false;
        if (!dropped)
        {
            Keep(entries);
            _entriesHash.Compute(entries, _computed);
            isEdited = !entriesHash.SequenceEqual(_computed);
        }
        else if (!_isExtract && !_removals.Covers(first, first + records - 1))
        {
            return At(first, null, DifferenceKind.Deleted);
        }

        if (CompareRecords(first, dropped ? 0 : (int)records) is { } difference)
            return difference;
        if (isEdited)
            return At(first, ChainFormat.IdOf(_entries), DifferenceKind.Edited);
        if (entriesHash.Length != ChainFormat.HashBytes)
            return At(first, null, DifferenceKind.Edited);
        ChainFormat.HashSegment(_previous, number, first, records, entriesHash, _computed);
        if (!hash.SequenceEqual(_computed))
            return At(first, dropped ? null : ChainFormat.IdOf(_entries), DifferenceKind.Spliced);

        _computed.CopyTo(_previous, 0);
        Segments++;
        Records += records;
        if (dropped)
            Removed += records;
        return _checkpoints.Compare(number, Records, _previous) is { } from ? At(from, null, DifferenceKind.Rechained) : null;
    }

    private ChainDifference? CompareRecords(long first, int records)
    {
        for (int entry = 0; entry < records; entry++)
        {
            long position = first + entry;
            if (_tables[_entries[entry * ChainFormat.EntryBytes]] is not { } table)
                return Compare(first) ?? At(position, IdOf(entry), DifferenceKind.Edited);
            if (table.Position < position)
                return Compare(first) ?? Extra(table);

            if (table.Position == position)
            {
                table.TakeInto(_commitments);
                _hashing.Add(entry);
                if (_commitments.IsFull && Compare(first) is { } difference)
                    return difference;
            }
            else if (_isExtract || _removals.Covers(position, position))
            {
                Removed++;
            }
            else
            {
                return Compare(first) ?? At(position, IdOf(entry), table.Find(IdOf(entry)) is null ? DifferenceKind.Deleted : DifferenceKind.Reordered, table.Kind);
            }
        }

        return Compare(first);
    }

    /// <summary>Compares the rows in the batch with their entries.</summary>
    private ChainDifference? Compare(long first)
    {
        int count = _commitments.Hash();
        for (int i = 0; i < count; i++)
        {
            int entry = _hashing[i];
            ReadOnlySpan<byte> commitment = _entries.AsSpan((entry * ChainFormat.EntryBytes) + ChainFormat.CommitmentOffset, ChainFormat.HashBytes);
            if (!commitment.SequenceEqual(_commitments.Digests.Slice(i * ChainFormat.HashBytes, ChainFormat.HashBytes)))
                return Name(first + entry, entry);
        }

        _hashing.Clear();
        return null;
    }

    /// <summary>Says what is wrong with a row that does not fit its entry.</summary>
    private ChainDifference Name(long position, int entry)
    {
        ChainTable table = _tables[_entries[entry * ChainFormat.EntryBytes]]!;
        PredictionId id = IdOf(entry);
        bool elsewhere = table.IdAt(position) != id && table.Find(id) is { } found && found != position;
        return At(position, id, elsewhere ? DifferenceKind.Reordered : DifferenceKind.Edited, table.Kind);
    }

    /// <summary>Rows behind the chain's end, or at the place of a record of another kind.</summary>
    private ChainDifference? FindUnchained()
    {
        ChainTable? earliest = _tables.OfType<ChainTable>().MinBy(static table => table.Position);
        return earliest is { Position: < long.MaxValue } ? Extra(earliest) : null;
    }

    private ChainDifference? CompareEnd(long segments, ReadOnlySpan<byte> last)
    {
        if (segments > Segments)
            return At(Records + 1, null, DifferenceKind.Truncated);
        if (segments < Segments || !last.SequenceEqual(_previous))
            return At(Math.Max(Records, 1), null, DifferenceKind.Edited);
        return _checkpoints.IsBeyond(Segments) ? At(Records + 1, null, DifferenceKind.RolledBack) : null;
    }

    private void Keep(ReadOnlySpan<byte> entries)
    {
        if (_entries.Length < entries.Length)
            _entries = new byte[entries.Length];
        entries.CopyTo(_entries);
    }

    private PredictionId IdOf(int entry) => ChainFormat.IdOf(_entries.AsSpan(entry * ChainFormat.EntryBytes));

    private static ChainDifference Extra(ChainTable table) => At(table.Position, table.IdAt(table.Position), DifferenceKind.Inserted, table.Kind);

    private static ChainDifference At(long position, PredictionId? id, DifferenceKind kind, ChainedKind? record = null) => new(position, id, kind, record);
}
