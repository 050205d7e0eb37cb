using System.Collections.Immutable;
using MLOps.Sdk.Faults.Disks;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Faults.PowerCuts;

/// <summary>Fills a store and logs what it asks of the disk: sessions that are closed, which brings the write-ahead log home, and a long one in which that happens by itself.</summary>
internal static class RecordedStore
{
    private const ulong Writer = 0x019AA3A25C1E_8D0F;
    private const ulong Variant = 0x8000_0000_0000_0000;
    private const int RowsPerBatch = 40;
    private const long Start = 1_772_366_400_000_000;

    private static readonly ServedVersion Version = new(
        new ModelSchema("power", [.. Enumerable.Range(0, 8).Select(static i => ($"f{i}", FeatureKind.Numeric))]), "1", 0);

    /// <summary>Fills the store.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="sessions">Batches of each session.</param>
    /// <param name="rows">Receives the rows of each batch.</param>
    public static WriteLog Fill(string directory, ImmutableArray<int> sessions, List<int> rows)
    {
        var log = new WriteLog();
        using IDisposable watching = DiskShim.Watch(directory, log);
        var random = new Random(1);
        foreach (int batches in sessions)
        {
            using var store = new SqlitePredictionStore(directory);
            store.Open();
            for (int batch = 0; batch < batches; batch++)
            {
                int count = random.Next(1, RowsPerBatch);
                store.Begin();
                for (int row = 0; row < count; row++)
                    Append(store, rows.Count, row);
                store.Commit();
                log.Acknowledge(rows.Count);
                rows.Add(count);
            }
        }

        return log;
    }

    /// <summary>The batch and the row that an id stands for.</summary>
    public static (int Batch, int Row) PlaceOf(PredictionId id) => ((int)((id.Sequence & ~Variant) / RowsPerBatch), (int)((id.Sequence & ~Variant) % RowsPerBatch));

    /// <summary>What is stored as the output of a row.</summary>
    public static double OutputOf(int batch, int row) => Math.Sqrt((batch * RowsPerBatch) + row + 0.5);

    private static void Append(SqlitePredictionStore store, int batch, int row)
    {
        Span<double> numbers = stackalloc double[Version.Schema.NumericCount];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = OutputOf(batch, row) * (i + 1);
        ulong number = (ulong)((batch * RowsPerBatch) + row);
        store.Append(new PredictionRecord
        {
            Id = new PredictionId(Writer, Variant + number),
            Version = Version,
            TimeMicroseconds = Start + ((long)number * 1_000),
            LatencyNanoseconds = 1_000,
            Numbers = numbers,
            Output = OutputOf(batch, row),
            Subject = "somebody"u8,
        });
    }
}
