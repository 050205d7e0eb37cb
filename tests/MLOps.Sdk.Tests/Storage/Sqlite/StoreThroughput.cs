using System.Diagnostics;
using System.Text;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;
using MLOps.Sdk.Storage.Sqlite.Schema;
using MLOps.Sdk.Storage.Sqlite.Writing;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

/// <summary>
/// Rows a second through the store, against the same rows, formatted beforehand, put into the same tables through
/// SQLite's C API by function pointers, at the same batch size and sync.
/// </summary>
internal sealed class StoreThroughput(int rows, int batch, Func<Random, double> feature)
{
    private const int Features = 16;

    private readonly double[] _numbers = Numbers(rows * Features, feature);

    private static readonly ServedVersion Version = new(
        new ModelSchema("fraud", Enumerable.Range(0, Features).Select(i => ($"feature_{i}", FeatureKind.Numeric))), "v1", 0);

    public double StoreRowsPerSecond(string directory)
    {
        using var store = new SqlitePredictionStore(directory);
        store.Open();
        long start = Stopwatch.GetTimestamp();
        for (int first = 0; first < rows; first += batch)
        {
            store.Begin();
            for (int row = first; row < first + batch; row++)
                store.Append(Record(row));
            store.Commit();
        }

        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Only the formatting: what the store does for a row beyond what SQLite does.</summary>
    public double FormatNanosecondsPerRow()
    {
        var columns = new VersionColumns(Version);
        var time = new IsoTime();
        byte[] buffer = new byte[4096];
        long start = Stopwatch.GetTimestamp();
        for (int row = 0; row < rows; row++)
        {
            PredictionRecord record = Record(row);
            record.Id.TryFormat(buffer.AsSpan(), out _, default, null);
            time.Write(record.TimeMicroseconds, buffer);
            FeatureJson.Write(columns, record, buffer);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / rows;
    }

    public unsafe double NativeRowsPerSecond(string directory)
    {
        Row[] formatted = Format(out byte[] texts);
        StoreFiles.EnsureDirectory(directory);
        using SqliteDatabase database = SqliteSchema.OpenForWriting(directory, 0);
        database.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536", "measure");
        using SqliteStatement begin = database.Prepare("BEGIN IMMEDIATE", "measure");
        using SqliteStatement commit = database.Prepare("COMMIT", "measure");
        using SqliteStatement insert = database.Prepare(PredictionInsert.Sql, "measure");
        var model = new PinnedText("fraud");
        var version = new PinnedText("v1");
        var variant = new PinnedText("champion");
        var status = new PinnedText("ok");
        insert.Bind(3, model.Address, model.Length);
        insert.Bind(4, version.Address, version.Length);
        insert.Bind(5, variant.Address, variant.Length);
        insert.Bind(6, status.Address, status.Length);
        insert.Bind(15, 0);

        fixed (byte* text = texts)
        {
            long start = Stopwatch.GetTimestamp();
            for (int first = 0; first < rows; first += batch)
            {
                begin.RunOrThrow();
                for (int i = first; i < first + batch; i++)
                {
                    ref Row row = ref formatted[i];
                    byte* at = text + row.Start;
                    insert.Bind(1, at, PredictionId.TextLength);
                    insert.Bind(2, at + PredictionId.TextLength, IsoTime.Length);
                    insert.Bind(17, at + PredictionId.TextLength + IsoTime.Length, row.FeatureBytes);
                    insert.Bind(7, row.Output);
                    insert.Bind(9, row.Latency);
                    insert.Bind(10, row.Cost);
                    insert.RunOrThrow();
                }

                commit.RunOrThrow();
            }

            return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private PredictionRecord Record(int row) => new()
    {
        Id = new PredictionId(0x019AA3A25C1E_8D0F, 0x8000_0000_0000_0000 + (ulong)row),
        Version = Version,
        TimeMicroseconds = 1_772_366_400_000_000 + row * 13L,
        LatencyNanoseconds = 1_500 + row % 700,
        CostPicoUnits = 200_000_000,
        Numbers = _numbers.AsSpan(row * Features, Features),
        Output = _numbers[row * Features],
    };

    private Row[] Format(out byte[] texts)
    {
        var result = new Row[rows];
        using var all = new MemoryStream();
        var columns = new VersionColumns(Version);
        var time = new IsoTime();
        byte[] buffer = new byte[4096];
        for (int i = 0; i < rows; i++)
        {
            PredictionRecord record = Record(i);
            result[i] = new Row { Start = (int)all.Position, Output = record.Output, Latency = record.LatencyNanoseconds / 1000.0, Cost = 200_000_000 };
            all.Write(Encoding.UTF8.GetBytes(record.Id.ToString()));
            time.Write(record.TimeMicroseconds, buffer);
            all.Write(buffer, 0, IsoTime.Length);
            result[i].FeatureBytes = FeatureJson.Write(columns, record, buffer);
            all.Write(buffer, 0, result[i].FeatureBytes);
        }

        texts = all.ToArray();
        return result;
    }

    private static double[] Numbers(int count, Func<Random, double> feature)
    {
        var random = new Random(1);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
            numbers[i] = feature(random);
        return numbers;
    }

    private struct Row
    {
        public int Start;
        public int FeatureBytes;
        public double Output;
        public double Latency;
        public long Cost;
    }
}
