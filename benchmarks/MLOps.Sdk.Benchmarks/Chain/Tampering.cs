using System.Globalization;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;
using Extent = MLOps.Sdk.Benchmarks.Chain.Forger.Extent;

namespace MLOps.Sdk.Benchmarks.Chain;

/// <summary>What an insider may do to a log.</summary>
internal enum TamperOperator
{
    Edit,
    Delete,
    Insert,
    Reorder,
    Truncate,
    Splice,
    RollBack,
    Rechain,
}

/// <summary>
/// Changes a store in a transaction, verifies it there, and takes the change back. Places, values, and how much of the
/// chain is made to fit follow from a seed.
/// </summary>
internal sealed class Tampering : IDisposable
{
    private const int Batches = 12;
    private const int Records = Batches * ChainSample.RecordsPerBatch;

    private static readonly string[] TextColumns = ["time", "model", "version", "status", "features", "subject", "id"];
    private static readonly string[] NumberColumns = ["output", "cost_pico", "latency_us"];

    private readonly SqliteDatabase _database;
    private readonly ChainCheckpoint _checkpoint;

    /// <param name="directory">An empty directory for the stores.</param>
    public Tampering(string directory)
    {
        string store = Path.Combine(directory, "store"), other = Path.Combine(directory, "other");
        new ChainSample(1).Fill(store, Batches);
        new ChainSample(2).Fill(other, Batches);
        _database = SqliteDatabase.Open(StoreFiles.DatabaseIn(store), 1000, NativeSqlite.Shared);
        _database.Execute($"ATTACH '{StoreFiles.DatabaseIn(other)}' AS other; PRAGMA synchronous = OFF", "attach");
        using SqliteRows head = _database.Query(ChainHead.Select, "read the head");
        head.Step();
        _checkpoint = new ChainCheckpoint(Convert.ToHexStringLower(head.Bytes(3)), head.Int64(0), head.Int64(1), Convert.ToHexStringLower(head.Bytes(2)), default);
    }

    /// <summary>The first difference of the store as it is, or null.</summary>
    public ChainDifference? VerifyUntouched() => Verify(withCheckpoint: true);

    /// <summary>Tampers once.</summary>
    /// <returns>What verify finds, without and with a checkpoint that was kept outside.</returns>
    public (ChainDifference? Alone, ChainDifference? WithCheckpoint) Try(TamperOperator act, int seed)
    {
        _database.Execute("SAVEPOINT tampering", "tamper");
        try
        {
            Tamper(act, new Random(seed));
            return (Verify(withCheckpoint: false), Verify(withCheckpoint: true));
        }
        finally
        {
            _database.Execute("ROLLBACK TO tampering; RELEASE tampering", "take it back");
        }
    }

    public void Dispose() => _database.Dispose();

    private ChainDifference? Verify(bool withCheckpoint)
    {
        using var verifier = new ChainVerifier(_database, withCheckpoint ? [_checkpoint] : []);
        return verifier.Run(progress: null, CancellationToken.None);
    }

    private void Tamper(TamperOperator act, Random random)
    {
        // Any position but the last two batches', and a prediction in the batch.
        int segment = random.Next(Batches - 2) + 1;
        long first = ((segment - 1) * ChainSample.RecordsPerBatch) + 1;
        long position = first + random.Next(ChainSample.RecordsPerBatch - 2), other = first + random.Next(ChainSample.RecordsPerBatch - 2);
        switch (act)
        {
            case TamperOperator.Edit:
                Edit(position, random);
                CoverUp(segment, random, extents: 4);
                break;
            case TamperOperator.Delete:
                Run($"DELETE FROM predictions WHERE position = {position}");
                CoverUp(segment, random, extents: 4);
                break;
            case TamperOperator.Insert:
                Run($"INSERT INTO predictions SELECT {Records + 1 + random.Next(3)}, '{Guid.NewGuid()}', time, model, version, variant, status, output, output_label, latency_us, cost_pico, subject, trace_id, span_id, error_type, truncated, capture_failed, tags, features, raw_input, raw_output, cut, salt FROM predictions WHERE position = {position}");
                CoverUp(segment, random, extents: 4);
                break;
            case TamperOperator.Reorder:
                other = other == position ? first + ((position - first + 1) % (ChainSample.RecordsPerBatch - 2)) : other;
                Run($"UPDATE predictions SET position = -1 WHERE position = {position}; UPDATE predictions SET position = {position} WHERE position = {other}; UPDATE predictions SET position = {other} WHERE position = -1");
                CoverUp(segment, random, extents: 4);
                break;
            case TamperOperator.Truncate:
                Truncate(segment + random.Next(2), random.Next(2) == 0 ? segment : null);
                break;
            case TamperOperator.Splice:
                Splice(segment, first);
                break;
            case TamperOperator.RollBack:
                Truncate(segment, segment);
                Run($"UPDATE chain_head SET segments = {segment}, records = {segment * ChainSample.RecordsPerBatch}, hash = (SELECT hash FROM chain_segments WHERE number = {segment})");
                break;
            default:
                Edit(position, random);
                new Forger(_database).Rebuild(segment, Extent.Chain);
                break;
        }
    }

    private void Edit(long position, Random random)
    {
        bool text = random.Next(2) == 0;
        string column = text ? TextColumns[random.Next(TextColumns.Length)] : NumberColumns[random.Next(NumberColumns.Length)];
        Run($"UPDATE predictions SET {column} = {column} {(text ? "|| '!'" : "+ 1")} WHERE position = {position}");
    }

    /// <summary>Makes some of the chain fit, but not all that follows.</summary>
    private void CoverUp(int segment, Random random, int extents)
    {
        int extent = random.Next(extents) - 1;
        if (extent >= 0)
            new Forger(_database).Rebuild(segment, (Extent)extent);
    }

    private void Truncate(int lastSegment, int? segmentsUntil)
    {
        long last = lastSegment * ChainSample.RecordsPerBatch;
        foreach (ChainedKind kind in ChainTable.Kinds)
            Run($"DELETE FROM {ChainTable.NameOf(kind)} WHERE position > {last}");
        if (segmentsUntil is { } until)
            Run($"DELETE FROM chain_segments WHERE number > {until}");
    }

    private void Splice(int segment, long first)
    {
        foreach (ChainedKind kind in ChainTable.Kinds)
        {
            string table = ChainTable.NameOf(kind), range = $"position BETWEEN {first} AND {first + ChainSample.RecordsPerBatch - 1}";
            Run($"DELETE FROM {table} WHERE {range}; INSERT INTO {table} SELECT * FROM other.{table} WHERE {range}");
        }

        Run($"DELETE FROM chain_segments WHERE number = {segment}; INSERT INTO chain_segments SELECT * FROM other.chain_segments WHERE number = {segment}");
    }

    private void Run(FormattableString sql) => _database.Execute(sql.ToString(CultureInfo.InvariantCulture), "tamper");
}
