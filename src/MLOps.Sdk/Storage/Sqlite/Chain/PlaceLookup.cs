using System.Security.Cryptography;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>Finds a prediction's place in the chain and compares the two.</summary>
internal static unsafe class PlaceLookup
{
    public static ChainPlace? Find(SqliteDatabase database, PredictionId id)
    {
        using SqliteRows row = database.Query(
            $"SELECT {ChainTable.ColumnsOf(ChainedKind.Prediction)}, salt FROM {ChainTable.NameOf(ChainedKind.Prediction)} WHERE id = ?1", "look for a prediction").With(id.ToString());
        if (!row.Step())
            return null;

        byte[] commitment = CommitmentOf(row);
        long position = row.Int64(row.Columns - 2);
        using SqliteRows segment = database.Query(
            "SELECT number, first, records, entries, hash FROM chain_segments WHERE first <= ?1 ORDER BY first DESC LIMIT 1", "look for a segment").With(position);
        if (!segment.Step() || position >= segment.Int64(1) + segment.Int64(2))
            return null;

        int start = (int)(position - segment.Int64(1)) * ChainFormat.EntryBytes;
        ReadOnlySpan<byte> entries = segment.Bytes(3);
        ReadOnlySpan<byte> chained = entries.Length >= start + ChainFormat.EntryBytes ? entries.Slice(start + ChainFormat.CommitmentOffset, ChainFormat.HashBytes) : default;
        return new ChainPlace(
            position, segment.Int64(0), Convert.ToHexStringLower(chained), Convert.ToHexStringLower(segment.Bytes(4)), chained.SequenceEqual(commitment));
    }

    private static byte[] CommitmentOf(SqliteRows row)
    {
        var columns = new BoundValue[row.Columns - 1];
        for (int column = 0; column < columns.Length; column++)
            columns[column] = row.Value(column);
        ReadOnlySpan<byte> salt = row.Bytes(columns.Length);
        byte[] message = new byte[salt.Length + RowEncoding.RoomFor(columns)];
        salt.CopyTo(message);
        fixed (byte* start = message)
            return SHA256.HashData(message.AsSpan(0, salt.Length + RowEncoding.Write(columns, start + salt.Length)));
    }
}
