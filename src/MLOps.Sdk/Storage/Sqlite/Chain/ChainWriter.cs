using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Audit.Hashing;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>
/// Chains the rows that a transaction adds: gives each its position and salt, and at the commit writes their commitments
/// as a segment whose hash goes on from the last one. Used by one thread, which holds the writer's lock.
/// </summary>
internal sealed unsafe class ChainWriter : IDisposable
{
    private const int SaltsAtOnce = 4096;

    // Waking a thread of the pool takes up to a hundred microseconds, so the first runs are long; what the writer has to
    // hash itself when the segment ends is the last one, which is short.
    private static readonly int[] RunLengths = [1024, 1024, 1024, 512, 256, 256];

    private readonly ISideWork _beside;
    private readonly ChainHead _head;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _move;
    private readonly byte[] _entries = GC.AllocateUninitializedArray<byte>(ChainFormat.SegmentRecords * ChainFormat.EntryBytes, pinned: true);
    private readonly byte[] _salts = GC.AllocateUninitializedArray<byte>(SaltsAtOnce * ChainFormat.SaltBytes, pinned: true);
    private readonly byte[] _hashes = GC.AllocateUninitializedArray<byte>(2 * ChainFormat.HashBytes, pinned: true);
    private readonly EntriesHash _entriesHash = new();
    private int _salt = SaltsAtOnce;
    private int _added; // records of the open segment
    private readonly List<CommitmentRun> _runs = []; // those of a segment, made when first needed
    private int _run = -1; // the one that is filled; those before it are on their way
    private int _runEnd; // the record of the segment with which the next run begins

    /// <param name="database">The database.</param>
    /// <param name="beside">Hashes while rows are inserted.</param>
    public ChainWriter(SqliteDatabase database, ISideWork beside)
    {
        _beside = beside;
        _head = new ChainHead(database);
        _insert = database.Prepare(
            "INSERT INTO chain_segments (number, first, records, entries, entries_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", "store a segment of the chain");
        _move = database.Prepare("UPDATE chain_head SET segments = ?1, records = ?2, hash = ?3", "move the chain's head");
    }

    /// <summary>The position of the next record.</summary>
    public long Next => _head.Records + _added + 1;

    /// <summary>The salt of the next record: 16 random bytes, which stay until it was added.</summary>
    public byte* Salt
    {
        get
        {
            if (_salt == SaltsAtOnce)
            {
                RandomNumberGenerator.Fill(_salts);
                _salt = 0;
            }

            return AddressOf(_salts) + (_salt * ChainFormat.SaltBytes);
        }
    }

    /// <summary>Starts a transaction's records.</summary>
    public void Begin()
    {
        FinishRuns(); // of a transaction that was given up
        _added = 0;
        _head.Read();
    }

    /// <summary>Adds a row that was just inserted with <see cref="Next"/> and <see cref="Salt"/> as its last columns.</summary>
    public void Add(ChainedKind kind, PredictionId id, SqliteStatement inserted)
    {
        ReadOnlySpan<BoundValue> columns = inserted.Bound[1..^1]; // all but the salt
        if (_added == _runEnd)
            BeginRun();
        CommitmentBatch commitments = _runs[_run].Batch;
        byte* message = commitments.Start(ChainFormat.SaltBytes + RowEncoding.RoomFor(columns));
        Unsafe.CopyBlockUnaligned(message, Salt, ChainFormat.SaltBytes);
        commitments.Add(ChainFormat.SaltBytes + RowEncoding.Write(columns, message + ChainFormat.SaltBytes));
        _salt++;

        ChainFormat.WriteEntry(_entries.AsSpan(_added * ChainFormat.EntryBytes), kind, id);
        _added++;
        if (commitments.IsFull)
            _runs[_run].Offer(_beside);
        if (_added == ChainFormat.SegmentRecords)
            EndSegment();
    }

    /// <summary>Writes what is open, in the transaction that is about to be committed.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public void Commit()
    {
        if (_added > 0)
            EndSegment();
    }

    /// <summary>Forgets what was begun.</summary>
    public void Rollback() => _head.Doubt();

    /// <inheritdoc/>
    public void Dispose()
    {
        FinishRuns();
        _head.Dispose();
        _insert.Dispose();
        _move.Dispose();
    }

    private void EndSegment()
    {
        FinishRuns();
        int length = _added * ChainFormat.EntryBytes;
        Span<byte> entriesHash = _hashes.AsSpan(0, ChainFormat.HashBytes), hash = _hashes.AsSpan(ChainFormat.HashBytes);
        _entriesHash.Compute(_entries.AsSpan(0, length), entriesHash);
        ChainFormat.HashSegment(_head.Hash, _head.Segments + 1, _head.Records + 1, _added, entriesHash, hash);

        _insert.Bind(1, _head.Segments + 1);
        _insert.Bind(2, _head.Records + 1);
        _insert.Bind(3, _added);
        _insert.BindBlob(4, AddressOf(_entries), length);
        _insert.BindBlob(5, AddressOf(_hashes), ChainFormat.HashBytes);
        _insert.BindBlob(6, AddressOf(_hashes) + ChainFormat.HashBytes, ChainFormat.HashBytes);
        _insert.RunOrThrow();

        _head.Advance(_added, hash);
        _added = 0;
        _move.Bind(1, _head.Segments);
        _move.Bind(2, _head.Records);
        _move.BindBlob(3, AddressOf(_hashes) + ChainFormat.HashBytes, ChainFormat.HashBytes);
        _move.RunOrThrow();
    }

    private void BeginRun()
    {
        _run++;
        int length = RunLengths[_run];
        if (_run == _runs.Count)
            _runs.Add(new CommitmentRun(_entries, _runEnd, length));
        _runs[_run].Begin();
        _runEnd += length;
    }

    private void FinishRuns()
    {
        for (int run = _run; run >= 0; run--) // the last ones first: the pool is at the others
            _runs[run].Finish();
        _run = -1;
        _runEnd = 0;
    }

    private static byte* AddressOf(byte[] pinned) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
