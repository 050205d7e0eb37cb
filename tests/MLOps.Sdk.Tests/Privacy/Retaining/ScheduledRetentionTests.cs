using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Privacy.Retaining;

public sealed class ScheduledRetentionTests : IDisposable
{
    private const long Day = 86_400_000_000;

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddTicks((RecordDraft.Noon + (30 * Day)) * TimeSpan.TicksPerMicrosecond);

    private readonly StoreFixture _store = new();
    private readonly HandClock _clock = new(Now);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task When_it_is_due_old_predictions_go_with_the_reason_in_the_log_and_not_again_before_the_next_time()
    {
        SaveDays(30);
        using ScheduledRetention retention = Schedule();

        Assert.True(await retention.RunWhenDueAsync());
        Assert.False(await retention.RunWhenDueAsync());

        Assert.Equal((200L, 1L, 0L, Now), (retention.Status.Removed, retention.Status.Runs, retention.Status.Failures, retention.Status.LastRun));
        Assert.Equal(100, (await _store.Log.StatusAsync()).Rows);
        ChainVerification verification = await new SqliteAuditTrail(_store.Directory, _clock).VerifyAsync([]);
        Assert.True(verification.IsValid);
        Assert.Equal(200, Assert.Single(verification.Gaps).Count);
        Assert.Equal("retention schedule|policy 1|contract", Text("SELECT actor || '|' || json_extract(details, '$.reason') || '|' || json_extract(details, '$.legalBasis') FROM events WHERE kind = 'retention' LIMIT 1"));

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await retention.RunWhenDueAsync());
        Assert.Equal(210, retention.Status.Removed);
    }

    [Fact]
    public async Task A_restarted_app_and_another_process_know_when_it_was_done()
    {
        SaveDays(30);
        using (ScheduledRetention first = Schedule())
            Assert.True(await first.RunWhenDueAsync());

        using ScheduledRetention second = Schedule();
        Assert.False(await second.RunWhenDueAsync());
        Assert.Equal((Now, 0L), (second.Status.LastRun, second.Status.Runs));
    }

    [Fact]
    public async Task While_one_process_is_at_it_no_other_is()
    {
        SaveDays(30);
        using ScheduledRetention retention = Schedule();
        using (RetentionTurn.TryTake(_store.Directory))
            Assert.False(await retention.RunWhenDueAsync());

        Assert.Equal(300, (await _store.Log.StatusAsync()).Rows);
        Assert.Null(retention.Status.Fault);
        Assert.True(await retention.RunWhenDueAsync());
    }

    [Fact]
    public async Task A_fault_is_counted_shown_and_tried_again()
    {
        using var elsewhere = new TemporaryDirectory();
        using ScheduledRetention retention = Schedule(directory: elsewhere.Path);

        Assert.False(await retention.RunWhenDueAsync());
        Assert.Equal(1, retention.Status.Failures);
        Assert.Contains("There is no store", retention.Status.Fault, StringComparison.Ordinal);
        Assert.Contains("modelops retention", retention.Status.Concern, StringComparison.Ordinal);

        Assert.False(await retention.RunWhenDueAsync());
        Assert.Equal(1, retention.Status.Failures);

        using (var store = new SqlitePredictionStore(elsewhere.Path))
            store.Open();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await retention.RunWhenDueAsync());
        Assert.Equal((null, null, 1L), (retention.Status.Fault, retention.Status.Concern, retention.Status.Failures));
    }

    [Fact]
    public async Task A_store_that_cannot_be_made_as_small_as_it_may_be_is_a_concern()
    {
        SaveDays(30);
        using ScheduledRetention retention = Schedule(options => (options.Keep, options.MaximumBytes, options.LegalBasis) = (null, 1, null));

        Assert.True(await retention.RunWhenDueAsync());

        Assert.Equal(0, retention.Status.Removed); // all of them are younger than the floor
        Assert.Contains("floor of 184 days", retention.Status.Concern, StringComparison.Ordinal);
    }

    [Fact]
    public void It_looks_by_itself_once_it_is_started_and_not_when_nothing_is_limited()
    {
        SaveDays(30);
        using ScheduledRetention retention = Schedule(), off = Schedule(static options => options.Keep = null);
        retention.Start();
        off.Start();

        _clock.Fire();

        Faults.App.WaitUntil(() => retention.Status.Runs == 1);
        Assert.False(off.Status.IsOn);
        retention.Stop();
        off.Stop();
        Assert.Equal((200L, 0L), (retention.Status.Removed, off.Status.Runs));
    }

    [Fact]
    public async Task An_app_removes_beside_its_recording_and_stops_in_time()
    {
        SaveDays(30);
        _store.Store.Dispose();
        using (var app = new Faults.App(_store.Directory, options: options => Limit(options.Retention)))
        {
            Assert.True(app.Ops.Retention.IsOn);
            var retention = app.Get<ScheduledRetention>();
            Task<bool> run = retention.RunWhenDueAsync();
            await app.PredictAsync(500);
            await app.FlushAsync();
            Assert.True(await run);
            Assert.Equal((500L, 0L), (app.Ops.Counts.Durable, app.Ops.Counts.LostTotal));
            Assert.Equal(300, app.Ops.Retention.Removed); // by the system's clock all of them are old
        }

        Assert.Equal(500, (await _store.Log.StatusAsync()).Rows);
    }

    [Fact]
    public void What_cannot_be_is_refused_at_start_with_value_and_range()
    {
        string[] Failures(Action<RetentionOptions> change)
        {
            var options = new RetentionOptions();
            Limit(options);
            change(options);
            return [.. new RetentionOptionsValidator().Validate(null, options).Failures ?? []];
        }

        Assert.Empty(Failures(static _ => { }));
        Assert.Empty(Failures(static options => (options.Keep, options.Reason) = (null, ""))); // off
        Assert.Contains("Reason is empty", Assert.Single(Failures(static options => options.Reason = " ")), StringComparison.Ordinal);
        Assert.Contains("floor 184", Assert.Single(Failures(static options => options.LegalBasis = null)), StringComparison.Ordinal);
        Assert.Contains("ceiling 5", Assert.Single(Failures(static options => options.Ceiling = TimeSpan.FromDays(5))), StringComparison.Ordinal);
        Assert.Contains("00:00:30", Assert.Single(Failures(static options => options.Interval = TimeSpan.FromSeconds(30))), StringComparison.Ordinal);
        Assert.Contains("whole days", Assert.Single(Failures(static options => (options.TimeOfDay, options.Interval) = (new TimeOnly(3, 0), TimeSpan.FromHours(36)))), StringComparison.Ordinal);
        Assert.Contains("0.01 to 1", Assert.Single(Failures(static options => options.Share = double.NaN)), StringComparison.Ordinal);
        Assert.Contains("36500", Assert.Single(Failures(static options => options.Keep = TimeSpan.MaxValue)), StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(() => new Faults.App(_store.Directory, options: static options => options.Retention.Keep = TimeSpan.FromDays(200)));
    }

    private static void Limit(RetentionOptions options) =>
        (options.Keep, options.LegalBasis, options.Reason) = (TimeSpan.FromDays(10), "contract", "policy 1");

    private ScheduledRetention Schedule(Action<RetentionOptions>? change = null, string? directory = null)
    {
        var options = new ModelOpsOptions { Directory = directory ?? _store.Directory };
        Limit(options.Retention);
        change?.Invoke(options.Retention);
        return new ScheduledRetention(
            new SqlitePrivacyControls(options.Directory, _clock), Options.Create(options), _clock, NullLogger<ScheduledRetention>.Instance);
    }

    /// <summary>Ten predictions each day, from noon of the first of March on.</summary>
    private void SaveDays(int days) => _store.Save(Enumerable.Range(0, days).SelectMany(static day => Enumerable.Range(0, 10), static (day, row) =>
        new RecordDraft { Id = RecordDraft.IdOf((day * 10) + row), Time = RecordDraft.Noon + (day * Day) + row }));

    private string Text(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_store.Database};Pooling=false;Mode=ReadOnly");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }
}
