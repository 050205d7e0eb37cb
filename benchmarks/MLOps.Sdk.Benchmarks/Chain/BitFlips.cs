using System.Buffers.Binary;
using System.Text;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Benchmarks.Chain;

/// <summary>Flips single bits of stored records in the database file, as a disk that fails without saying so.</summary>
internal sealed class BitFlips : IDisposable
{
    private const int PageSizeOffset = 16;
    private const byte TableLeaf = 0x0D;

    private readonly string _directory;
    private readonly FileStream _file;
    private readonly List<(PredictionId Id, long Start, int Length)> _records = [];

    /// <param name="directory">An empty directory for the store.</param>
    public BitFlips(string directory)
    {
        _directory = directory;
        new ChainSample(3).Fill(directory, 12);
        byte[] bytes = File.ReadAllBytes(StoreFiles.DatabaseIn(directory));
        using (SqliteDatabase database = SqliteDatabase.OpenForReading(StoreFiles.DatabaseIn(directory), 1000, NativeSqlite.Shared))
        using (SqliteRows rows = database.Query("SELECT id, length(time) + length(model) + length(version) + length(variant) + length(status) + 16 + length(subject) + length(features) FROM predictions", "read"))
        {
            while (rows.Step())
                Locate(bytes, PredictionId.Parse(rows.Text(0)), (int)rows.Int64(1));
        }

        _file = new FileStream(StoreFiles.DatabaseIn(directory), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1);
    }

    /// <summary>Flips one bit, verifies, and flips it back.</summary>
    /// <returns>Whether verify named the record that was hit.</returns>
    public bool Try(int seed)
    {
        var random = new Random(seed);
        (PredictionId id, long start, int length) = _records[random.Next(_records.Count)];
        long place = start + random.Next(length);
        int bit = 1 << random.Next(8);
        Flip(place, bit);
        try
        {
            ChainVerification found = new SqliteAuditTrail(_directory, TimeProvider.System).VerifyAsync([]).AsTask().GetAwaiter().GetResult();
            return found.FirstDifference?.Id == id;
        }
        catch (StoreException)
        {
            return false;
        }
        finally
        {
            Flip(place, bit);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A record's bytes: from its id, which is its first column, to its salt. The id stands in an index as well, and in what was said about it.</summary>
    private void Locate(ReadOnlySpan<byte> bytes, PredictionId id, int columns)
    {
        int page = BinaryPrimitives.ReadUInt16BigEndian(bytes[PageSizeOffset..]);
        byte[] text = Encoding.UTF8.GetBytes(id.ToString());
        for (int from = 0; ;)
        {
            int found = bytes[from..].IndexOf(text);
            if (found < 0)
                throw new InvalidOperationException($"Record {id} is not in the file.");
            from += found;
            if (bytes[from / page * page] == TableLeaf && bytes[(from + text.Length + IsoTime.Length)..].StartsWith("fraudv1"u8))
            {
                _records.Add((id, from, text.Length + columns));
                return;
            }

            from += text.Length;
        }
    }

    private void Flip(long place, int bit)
    {
        _file.Position = place;
        int value = _file.ReadByte();
        _file.Position = place;
        _file.WriteByte((byte)(value ^ bit));
        _file.Flush(flushToDisk: false);
    }
}
