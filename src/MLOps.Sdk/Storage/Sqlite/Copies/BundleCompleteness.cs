using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Copies;

/// <summary>Compares a bundle whose chain verifies with what it was to hold, and counts what of its window was not given. Used by one thread.</summary>
internal sealed class BundleCompleteness(SqliteDatabase database)
{
    private const string Doing = "look for what the bundle leaves out";

    /// <summary>What of the window is here; null when no window of time was asked for, or something differs.</summary>
    public BundleWindow? Window { get; private set; }

    /// <summary>Compares.</summary>
    /// <returns>The first difference, or null.</returns>
    public ChainDifference? Run()
    {
        if (!BundleManifest.Exists(database))
            return At(1, null, DifferenceKind.Truncated, null);
        if (BundleManifest.Load(database, out long stated) is not { } manifest)
            return At(Math.Max(stated, 1), null, DifferenceKind.Edited, ChainedKind.Event);

        HashSet<long> here = PositionsOf("SELECT position FROM predictions UNION ALL SELECT position FROM actions UNION ALL SELECT position FROM outcomes");
        foreach (long position in manifest.Positions)
        {
            if (!here.Remove(position) && !IsRemoved(position))
                return Missing(position);
        }

        if (here.Count > 0)
            return At(here.Min(), null, DifferenceKind.Inserted, null);
        return manifest.First > 0 ? CountWindow(manifest) : null;
    }

    private ChainDifference? CountWindow(BundleManifest manifest)
    {
        HashSet<long> included = PositionsOf("SELECT position FROM predictions");
        using SqliteRows segments = database.Query("SELECT first, records, entries FROM chain_segments WHERE first <= ?2 AND first + records > ?1 ORDER BY number", Doing)
            .With(manifest.First, manifest.Last);
        long given = 0, removed = 0, withheld = 0, next = manifest.First;
        while (segments.Step())
        {
            (long first, long records, bool isDropped) = (segments.Int64(0), segments.Int64(1), segments.Kind(2) == ValueKind.Null);
            if (isDropped && !IsRemoved(first))
                return At(first, null, DifferenceKind.Deleted, null);
            ReadOnlySpan<byte> entries = isDropped ? default : segments.Bytes(2);
            for (long position = Math.Max(first, manifest.First); position <= Math.Min(first + records - 1, manifest.Last); position++)
            {
                if (isDropped)
                    removed++;
                else if (entries[(int)(position - first) * ChainFormat.EntryBytes] != (byte)ChainedKind.Prediction)
                    continue;
                else if (included.Contains(position))
                    given++;
                else if (IsRemoved(position))
                    removed++;
                else
                    withheld++;
            }

            next = first + records;
        }

        if (next <= manifest.Last)
            return At(next, null, DifferenceKind.Truncated, null);
        Window = new BundleWindow(manifest.First, manifest.Last, given, withheld, removed);
        return null;
    }

    private ChainDifference Missing(long position)
    {
        using SqliteRows segment = database.Query("SELECT first, entries FROM chain_segments WHERE first <= ?1 ORDER BY first DESC LIMIT 1", Doing).With(position);
        if (!segment.Step() || segment.Kind(1) == ValueKind.Null)
            return At(position, null, DifferenceKind.Deleted, null);
        ReadOnlySpan<byte> entry = segment.Bytes(1).Slice((int)(position - segment.Int64(0)) * ChainFormat.EntryBytes, ChainFormat.EntryBytes);
        return At(position, ChainFormat.IdOf(entry), DifferenceKind.Deleted, (ChainedKind)entry[0]);
    }

    private bool IsRemoved(long position)
    {
        using SqliteRows range = database.Query("SELECT 1 FROM removals WHERE first <= ?1 AND last >= ?1", Doing).With(position);
        return range.Step();
    }

    private HashSet<long> PositionsOf(string sql)
    {
        using SqliteRows rows = database.Query(sql, Doing).With();
        var positions = new HashSet<long>();
        while (rows.Step())
            positions.Add(rows.Int64(0));
        return positions;
    }

    private static ChainDifference At(long position, PredictionId? id, DifferenceKind kind, ChainedKind? record) => new(position, id, kind, record);
}
