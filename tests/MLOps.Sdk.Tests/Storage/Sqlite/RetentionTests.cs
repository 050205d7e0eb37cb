using MLOps.Sdk.Audit;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class RetentionTests : IDisposable
{
    private static readonly RetentionPolicy HalfAYear = new(TimeSpan.FromDays(184), "clerk", "policy 1");

    private readonly StoreFixture _store = new();
    private readonly FakeClock _clock = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_retention_beyond_its_ceiling_is_refused_with_both_values()
    {
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(
            async () => await Controls().RetainAsync(HalfAYear with { Keep = TimeSpan.FromDays(400), Ceiling = TimeSpan.FromDays(365) }));

        Assert.Contains("400", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("365", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_hold_keeps_beyond_the_ceiling_is_reported()
    {
        _store.Save(Draft(1, age: 400) with { Subject = "somebody"u8.ToArray() }, Draft(2, age: 400), Draft(3, age: 200), Draft(4, age: 100));
        await Controls().HoldAsync(new LegalHold("case 7", "counsel", "somebody"));

        RetentionReport report = await Controls().RetainAsync(HalfAYear with { Ceiling = TimeSpan.FromDays(365) });

        Assert.Equal((2L, 1L, 1L), (report.Predictions, report.Held, report.Overdue));
    }

    [Fact]
    public async Task A_store_larger_than_its_ceiling_loses_its_oldest_predictions_but_none_below_the_floor()
    {
        _store.Save(Enumerable.Range(1, 2_000).Select(number => Draft(number, age: 150 + (number % 100)) with { RawInput = new byte[900] }));
        long most = 1_000_000;

        RetentionReport floored = await Controls().RetainAsync(HalfAYear with { Keep = TimeSpan.FromDays(365), MaximumBytes = most });
        Assert.Equal(1_300, floored.Predictions); // those of 185 to 249 days
        Assert.True(floored.UsedBytes > most, $"{floored.UsedBytes} bytes");

        RetentionReport lawful = await Controls().RetainAsync(HalfAYear with { Keep = TimeSpan.FromDays(365), MaximumBytes = most, LegalBasis = "contract" });
        Assert.InRange(lawful.UsedBytes, 1, most);
        Assert.InRange((await _store.Log.StatusAsync()).Rows, 1, 699);
    }

    [Fact]
    public async Task What_was_removed_is_a_gap_with_its_reason_and_the_chain_verifies()
    {
        _store.Save(Enumerable.Range(1, 500).Select(number => Draft(number, age: number % 2 == 0 ? 300 : 10)));
        _store.Save(Draft(501, age: 1) with { Subject = "somebody"u8.ToArray() });

        await Controls().RetainAsync(HalfAYear);
        await Controls().EraseAsync(new ErasureRequest("somebody", "clerk", "asked for"));

        ChainVerification verification = await new SqliteAuditTrail(_store.Directory, _clock).VerifyAsync([]);
        Assert.True(verification.IsValid, $"{verification.FirstDifference}");
        Assert.Equal([("retention", (long?)250L), ("erasure", 1L)], verification.Gaps.Select(static gap => (gap.Reason, gap.Count)));
        Assert.Equal((300, 300), (AgeOf(verification.Gaps[0].From), AgeOf(verification.Gaps[0].To)));
    }

    private int AgeOf(DateTimeOffset time) => (int)Math.Round((_clock.GetUtcNow() - time).TotalDays);

    private RecordDraft Draft(int number, int age) => new()
    {
        Id = RecordDraft.IdOf(number),
        Time = WallClock.Microseconds(_clock.GetUtcNow() - TimeSpan.FromDays(age)),
    };

    private SqlitePrivacyControls Controls() => new(_store.Directory, _clock);
}
