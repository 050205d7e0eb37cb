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

    /// <summary>
    /// The median time of a batch through the store and through SQLite alone. The two take turns, batch by batch, so that
    /// whatever else the machine does slows both.
    /// </summary>
    public (TimeSpan Store, TimeSpan Native) MedianBatch(string storeDirectory, string nativeDirectory)
    {
        using var store = new SqlitePredictionStore(storeDirectory);
        using var native = new NativeInsert(nativeDirectory);
        store.Open();
        Row[] formatted = Format(out byte[] texts);
        var storeTimes = new List<TimeSpan>();
        var nativeTimes = new List<TimeSpan>();
        for (int first = 0; first < rows; first += batch)
        {
            long start = Stopwatch.GetTimestamp();
            store.Begin();
            for (int row = first; row < first + batch; row++)
                store.Append(Record(row));
            store.Commit();
            storeTimes.Add(Stopwatch.GetElapsedTime(start));

            start = Stopwatch.GetTimestamp();
            native.Insert(formatted.AsSpan(first, batch), texts);
            nativeTimes.Add(Stopwatch.GetElapsedTime(start));
        }

        return (Median(storeTimes), Median(nativeTimes));
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

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

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

    /// <summary>The least that a program can do to put these rows into these tables: no formatting, constants bound once.</summary>
    private sealed unsafe class NativeInsert : IDisposable
    {
        private readonly PinnedText _model = new("fraud");
        private readonly PinnedText _version = new("v1");
        private readonly PinnedText _variant = new("champion");
        private readonly PinnedText _status = new("ok");
        private readonly SqliteDatabase _database;
        private readonly SqliteStatement _begin;
        private readonly SqliteStatement _commit;
        private readonly SqliteStatement _insert;

        public NativeInsert(string directory)
        {
            StoreFiles.EnsureDirectory(directory);
            _database = SqliteSchema.OpenForWriting(directory, 0, NativeSqlite.Shared);
            _database.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536", "measure");
            _begin = _database.Prepare("BEGIN IMMEDIATE", "measure");
            _commit = _database.Prepare("COMMIT", "measure");
            _insert = _database.Prepare(PredictionInsert.Sql, "measure");
            _insert.Bind(3, _model.Address, _model.Length);
            _insert.Bind(4, _version.Address, _version.Length);
            _insert.Bind(5, _variant.Address, _variant.Length);
            _insert.Bind(6, _status.Address, _status.Length);
            _insert.Bind(15, 0);
        }

        public void Insert(ReadOnlySpan<Row> batch, byte[] texts)
        {
            fixed (byte* text = texts)
            {
                _begin.RunOrThrow();
                foreach (ref readonly Row row in batch)
                {
                    byte* at = text + row.Start;
                    _insert.Bind(1, at, PredictionId.TextLength);
                    _insert.Bind(2, at + PredictionId.TextLength, IsoTime.Length);
                    _insert.Bind(17, at + PredictionId.TextLength + IsoTime.Length, row.FeatureBytes);
                    _insert.Bind(7, row.Output);
                    _insert.Bind(9, row.Latency);
                    _insert.Bind(10, row.Cost);
                    _insert.RunOrThrow();
                }

                _commit.RunOrThrow();
            }
        }

        public void Dispose()
        {
            _begin.Dispose();
            _commit.Dispose();
            _insert.Dispose();
            _database.Dispose();
        }
    }
}
