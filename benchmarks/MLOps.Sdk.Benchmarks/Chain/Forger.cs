using System.Security.Cryptography;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Audit.Hashing;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Benchmarks.Chain;

/// <summary>Somebody who knows the format and may write to the database: makes the chain fit what the rows say now.</summary>
internal sealed unsafe class Forger(SqliteDatabase database)
{
    /// <summary>How much of the chain the forger makes anew.</summary>
    public enum Extent
    {
        /// <summary>The commitments of a segment.</summary>
        Entries,

        /// <summary>The hash of its entries as well.</summary>
        EntriesHash,

        /// <summary>The segment's own hash as well.</summary>
        Segment,

        /// <summary>All segments from there on, and the head.</summary>
        Chain,
    }

    /// <summary>Makes a segment fit its rows, or the chain from there on.</summary>
    public void Rebuild(long segment, Extent extent)
    {
        byte[] previous = segment == 1
            ? Blob("SELECT genesis FROM chain_head", 0)
            : Blob("SELECT hash FROM chain_segments WHERE number = ?1", segment - 1);
        long last = extent == Extent.Chain ? database.ReadNumber("SELECT max(number) FROM chain_segments", "forge") : segment;
        for (long number = segment; number <= last; number++)
            previous = RebuildOne(number, previous, extent);
        if (extent == Extent.Chain)
            Write("UPDATE chain_head SET hash = ?1", previous, null);
    }

    private byte[] RebuildOne(long number, byte[] previous, Extent extent)
    {
        long first, records;
        byte[] entries;
        using (SqliteRows segment = database.Query("SELECT first, records, entries FROM chain_segments WHERE number = ?1", "forge").With(number))
        {
            segment.Step();
            (first, records, entries) = (segment.Int64(0), segment.Int64(1), segment.Bytes(2).ToArray());
        }

        for (int entry = 0; entry < records; entry++)
            Commit(first + entry, entries.AsSpan(entry * ChainFormat.EntryBytes, ChainFormat.EntryBytes));
        byte[] entriesHash = new byte[ChainFormat.HashBytes], hash = new byte[ChainFormat.HashBytes];
        new EntriesHash().Compute(entries, entriesHash);
        ChainFormat.HashSegment(previous, number, first, records, entriesHash, hash);
        Write("UPDATE chain_segments SET entries = ?1 WHERE number = ?2", entries, number);
        if (extent >= Extent.EntriesHash)
            Write("UPDATE chain_segments SET entries_hash = ?1 WHERE number = ?2", entriesHash, number);
        if (extent >= Extent.Segment)
            Write("UPDATE chain_segments SET hash = ?1 WHERE number = ?2", hash, number);
        return hash;
    }

    private void Commit(long position, Span<byte> entry)
    {
        var kind = (ChainedKind)entry[0];
        using SqliteRows row = database.Query($"SELECT {ChainTable.ColumnsOf(kind)}, salt FROM {ChainTable.NameOf(kind)} WHERE position = ?1", "forge").With(position);
        if (!row.Step())
            return;

        var columns = new BoundValue[row.Columns - 1];
        for (int column = 0; column < columns.Length; column++)
            columns[column] = row.Value(column);
        byte[] salt = row.Bytes(columns.Length).ToArray();
        byte[] message = new byte[salt.Length + RowEncoding.RoomFor(columns)];
        salt.CopyTo(message, 0);
        fixed (byte* start = message)
            SHA256.HashData(message.AsSpan(0, salt.Length + RowEncoding.Write(columns, start + salt.Length)), entry[ChainFormat.CommitmentOffset..]);
        if (PredictionId.TryParse(row.Text(0), provider: null, out PredictionId id))
            ChainFormat.WriteEntry(entry, kind, id);
    }

    private byte[] Blob(string sql, long value)
    {
        using SqliteRows row = database.Query(sql, "forge");
        if (value > 0)
            row.With(value);
        row.Step();
        return row.Bytes(0).ToArray();
    }

    private void Write(string sql, byte[] blob, long? number)
    {
        using SqliteStatement update = database.Prepare(sql, "forge");
        fixed (byte* bytes = blob)
        {
            update.BindBlob(1, bytes, blob.Length);
            if (number is { } value)
                update.Bind(2, value);
            update.RunOrThrow();
        }
    }
}
