using System.Diagnostics;
using System.Globalization;
using System.Text;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

/// <summary>What <c>figures log10m</c> measures among ten million rows, among a hundred thousand, with room for a busy machine in each limit.</summary>
public sealed class LargeLogTests : IDisposable
{
    private const int Rows = 100_000;
    private const int RowsOfSubject = 100;
    private const int BatchRows = 4_000;

    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Among_a_hundred_thousand_rows_one_is_found_a_subject_is_read_and_erased_and_old_rows_are_removed()
    {
        for (int first = 0; first < Rows; first += BatchRows)
            _store.Save(Enumerable.Range(first, BatchRows).Select(Draft));
        var controls = new SqlitePrivacyControls(_store.Directory, new FakeClock());

        Assert.InRange(await TimeAsync(async () => Assert.NotNull(await _store.Log.FindAsync(RecordDraft.IdOf(Rows / 2)))), 0, 100);
        Assert.InRange(await TimeAsync(async () => Assert.Equal(
            RowsOfSubject, (await _store.Log.QueryAsync(new PredictionQuery { Subject = SubjectOf(42), Limit = 1_000 })).Predictions.Count)), 0, 2_000);

        ErasureReport erased = await controls.EraseAsync(new ErasureRequest(SubjectOf(42), "clerk", "asked for"));
        Assert.Equal((RowsOfSubject, 0), (erased.Predictions, erased.LeftOver));
        RetentionReport retained = await controls.RetainAsync(new RetentionPolicy(TimeSpan.FromDays(184), "clerk", "policy 1"));
        Assert.InRange(retained.Predictions, (Rows / 2) - RowsOfSubject, Rows / 2);

        ChainVerification verification = await new SqliteAuditTrail(_store.Directory, TimeProvider.System).VerifyAsync([]);
        Assert.True(verification.IsValid, $"{verification.FirstDifference}");
        Assert.Equal((retained.Predictions + RowsOfSubject, Rows - verification.Removed), (verification.Removed, (await _store.Log.StatusAsync()).Rows));
    }

    private static string SubjectOf(int number) => string.Create(CultureInfo.InvariantCulture, $"customer-{number}");

    /// <summary>The median of 50, in milliseconds, warm.</summary>
    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var times = new List<double>();
        for (int round = 0; round < 51; round++)
        {
            long start = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static RecordDraft Draft(int number)
    {
        DateTimeOffset now = new FakeClock().GetUtcNow();
        return new RecordDraft
        {
            Id = RecordDraft.IdOf(number + 1),
            Time = WallClock.Microseconds(now.AddDays(number < Rows / 2 ? -200 : -10)) + number,
            Subject = Encoding.UTF8.GetBytes(SubjectOf(number % (Rows / RowsOfSubject))),
        };
    }
}
