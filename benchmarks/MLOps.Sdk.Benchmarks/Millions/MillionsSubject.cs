using System.Diagnostics;
using System.Globalization;
using MLOps.Sdk.Benchmarks.Chain;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Benchmarks.Millions;

/// <summary>What people wait for in a log of ten million predictions, which the store itself has written, batch by batch.</summary>
internal sealed class MillionsSubject : ISubject
{
    private const int BatchRows = 4096;
    private const int RowsOfSubject = 100;
    private const int Lookups = 1_000;
    private const int SubjectQueries = 50;

    public string Name => "log10m";

    public bool IsStudy => true;

    public Findings Measure(Effort effort)
    {
        using var folder = new TemporaryFolder();
        int rows = effort.IsShort ? 200_000 : 10_000_000;
        var sample = new ChainSample(7, subjects: rows / RowsOfSubject);
        var kept = new List<PredictionId>();
        long start = Stopwatch.GetTimestamp();
        Fill(folder.Path, sample, rows, kept);
        double rate = rows / Stopwatch.GetElapsedTime(start).TotalSeconds;

        using var log = new SqlitePredictionLog(folder.Path);
        Timing lookup = TimeLookups(log, kept);
        Timing subject = TimeSubjects(log);
        (ErasureReport report, double erasure) = Erase(folder.Path);
        RetentionReport retained = Retain(folder.Path, log, [kept[1], kept[^2]]);
        StoreStatus status = log.StatusAsync().AsTask().GetAwaiter().GetResult();
        string among = string.Create(CultureInfo.InvariantCulture, $"among {rows:N0} rows");
        return new Findings(
        [
            new Figure($"{among}: find one by id, warm", lookup.Median / 1e6, null, "ms", Limit.AtMost(1)),
            new Figure("all rows of one subject", subject.Median / 1e6, null, "ms", Limit.AtMost(50)),
            new Figure($"erasure of a subject ({report.Predictions} rows)", erasure, null, "s", Limit.AtMost(60)),
            new Figure("copies of it left in the files", report.LeftOver, null, "", Limit.AtMost(0)),
            new Figure($"longest slice of a retention that removes {retained.Predictions.ToString("N0", CultureInfo.InvariantCulture)} rows", retained.LongestSlice.TotalMilliseconds, null, "ms", Limit.AtMost(50)),
            new Figure("rows a second while it was filled, by the store's own way of writing", rate, null, "rows/s"),
            new Figure("size of the store", status.Bytes / 1e9, null, "GB"),
        ], [lookup, subject]);
    }

    private static void Fill(string directory, ChainSample sample, int rows, List<PredictionId> kept)
    {
        using var store = new SqlitePredictionStore(directory);
        store.Open();
        int every = rows / Lookups;
        for (int row = 0; row < rows;)
        {
            store.Begin();
            for (int end = Math.Min(row + BatchRows, rows); row < end; row++)
            {
                PredictionId id = sample.AppendPrediction(store);
                if (row % every == 0)
                    kept.Add(id);
            }

            store.Commit();
        }
    }

    private static Timing TimeLookups(SqlitePredictionLog log, List<PredictionId> ids)
    {
        var times = new List<double>();
        for (int round = 0; round < 2; round++)
        {
            times.Clear(); // the first round warms
            foreach (PredictionId id in ids)
            {
                long start = Stopwatch.GetTimestamp();
                if (log.FindAsync(id).AsTask().GetAwaiter().GetResult() is null)
                    throw new InvalidOperationException($"{id} is not found.");
                times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            }
        }

        return Timing.Of("find one by id", times, 0);
    }

    private static Timing TimeSubjects(SqlitePredictionLog log)
    {
        var times = new List<double>();
        for (int subject = 0; subject < SubjectQueries; subject++)
        {
            long start = Stopwatch.GetTimestamp();
            PredictionPage page = log.QueryAsync(new PredictionQuery { Subject = ChainSample.SubjectOf(subject), Limit = PredictionQuery.MaximumLimit }).AsTask().GetAwaiter().GetResult();
            if (page.Predictions.Count == 0)
                throw new InvalidOperationException($"Subject {subject} has no rows.");
            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return Timing.Of("all rows of one subject, read for the first time", times, 0);
    }

    private static (ErasureReport Report, double Seconds) Erase(string directory)
    {
        long start = Stopwatch.GetTimestamp();
        ErasureReport report = new SqlitePrivacyControls(directory, TimeProvider.System)
            .EraseAsync(new ErasureRequest(ChainSample.SubjectOf(42), "benchmark", "measured")).AsTask().GetAwaiter().GetResult();
        return (report, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Of the oldest hundredth of the rows, as a daily run would.</summary>
    private static RetentionReport Retain(string directory, SqlitePredictionLog log, List<PredictionId> ids)
    {
        DateTimeOffset first = TimeOf(log, ids[0]), last = TimeOf(log, ids[^1]);
        return new SqlitePrivacyControls(directory, new FixedTime(last))
            .RetainAsync(new RetentionPolicy((last - first) * 0.99, "benchmark", "measured") { LegalBasis = "measurement" }).AsTask().GetAwaiter().GetResult();
    }

    private static DateTimeOffset TimeOf(SqlitePredictionLog log, PredictionId id) => log.FindAsync(id).AsTask().GetAwaiter().GetResult()!.Time;

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
