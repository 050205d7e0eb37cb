using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Access;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Faults;
using MLOps.Sdk.Tests.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Storage.Access;

/// <summary>Who reads predictions in the app itself is in the log, as who reads them with the tool is.</summary>
public sealed class AccessTests : IDisposable
{
    private const string Subject = "Wilhelmina-Zaubermann";

    private readonly TemporaryDirectory _directory = new();
    private App? _reading;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Reading_is_recorded_with_actor_purpose_count_and_conditions_that_name_nobody()
    {
        PredictionId first;
        using (var app = new App(_directory.Path, options: static options => options.Access.Actor = static () => "ada"))
        {
            using (PredictionScope.Begin(Subject))
                first = (await app.PredictAsync(30))[0];
            await app.FlushAsync();
            using (AccessScope.Begin(purpose: "complaint 17"))
            {
                for (int page = 0; page < 3; page++)
                    Assert.Equal(10, (await app.Log.QueryAsync(new PredictionQuery { Model = "model", Subject = Subject, Limit = 10 })).Predictions.Count);
            }

            using (AccessScope.Begin("bob"))
                Assert.NotNull(await app.Log.FindAsync(first));
            Assert.Null(await app.Log.FindAsync(new PredictionId(1, 2)));
            await app.Log.StatusAsync();
        }

        Reading[] accesses = Read();
        Assert.Equal(["ada", "bob"], accesses.Select(static access => access.Actor));
        Reading query = accesses[0], find = accesses[1];
        Assert.Equal(("api.query", 30L, 3, "complaint 17"), (query.Key, query.Count, query.Details.GetProperty("reads").GetInt32(), query.Details.GetProperty("purpose").GetString()));
        Assert.Equal("model", query.Details.GetProperty("filters").GetProperty("model").GetString());
        Assert.DoesNotContain(Subject, query.Details.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(("api.find", 1L, first.ToGuid().ToString("N")), (find.Key, find.Count, find.Details.GetProperty("ids")[0].GetString()));
        Assert.True((await new SqliteAuditTrail(_directory.Path, TimeProvider.System).VerifyAsync([])).IsValid);
    }

    [Fact]
    public async Task Joining_outcomes_is_reading()
    {
        using (var app = new App(_directory.Path))
        {
            await app.PredictAsync(5);
            await app.FlushAsync();
            await app.Get<IOutcomeLog>().JoinOutcomesAsync(new OutcomeQuery("model"));
        }

        Reading access = Assert.Single(Read());
        Assert.Equal(("api.outcomes", 5L, Environment.UserName), (access.Key, access.Count, access.Actor));
    }

    [Fact]
    public async Task A_callback_that_throws_costs_the_name_and_not_the_reading()
    {
        using (var app = new App(_directory.Path, options: static options => options.Access.Actor = static () => throw new InvalidOperationException("no request")))
        {
            await app.PredictAsync(5);
            await app.FlushAsync();
            Assert.Equal(5, (await app.Log.QueryAsync(new PredictionQuery())).Predictions.Count);
        }

        Assert.Equal(Environment.UserName, Assert.Single(Read()).Actor);
    }

    [Fact]
    public async Task A_callback_that_reads_the_log_itself_does_not_recurse()
    {
        using (var app = new App(_directory.Path, options: options => options.Access.Actor = () =>
        {
            return _reading!.Log.QueryAsync(new PredictionQuery { Limit = 1 }).AsTask().GetAwaiter().GetResult().Predictions.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }))
        {
            _reading = app;
            await app.PredictAsync(5);
            await app.FlushAsync();
            Assert.Equal(5, (await app.Log.QueryAsync(new PredictionQuery())).Predictions.Count);
        }

        Assert.Contains(Read(), static reading => reading is { Actor: "1", Count: 5 });
    }

    [Fact]
    public async Task Names_and_conditions_that_are_not_Unicode_are_recorded_as_far_as_they_are()
    {
        using (var app = new App(_directory.Path))
        {
            await app.PredictAsync(5);
            await app.FlushAsync();
            using (AccessScope.Begin("a\ud800b", "c\udc00\0d"))
                Assert.Empty((await app.Log.QueryAsync(new PredictionQuery { Action = "\ud800", Model = "\0" })).Predictions);
            Assert.Equal(0, app.Ops.AccessesUnrecorded);
        }

        Reading reading = Assert.Single(Read());
        Assert.Equal("a\ufffdb", reading.Actor);
        Assert.Equal("c\ufffd\0d", reading.Details.GetProperty("purpose").GetString());
        Assert.True((await new SqliteAuditTrail(_directory.Path, TimeProvider.System).VerifyAsync([])).IsValid);
    }

    [Fact]
    public async Task A_process_that_only_reads_records_it_as_well_and_makes_no_channel()
    {
        using (var app = new App(_directory.Path))
        {
            await app.PredictAsync(5);
            await app.FlushAsync();
        }

        await using (ServiceProvider reader = Reader())
            Assert.Equal(5, (await reader.GetRequiredService<IPredictionLog>().QueryAsync(new PredictionQuery())).Predictions.Count);

        Assert.Equal(5, Assert.Single(Read()).Count);
        Assert.Empty(Directory.GetFiles(_directory.File("rings")));
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_counted_and_the_reading_goes_on()
    {
        using var store = new StoreFixture();
        store.Save(new RecordDraft());
        using var book = new AccessBook(new AccessOptions(), new SqliteEventLog(_directory.Path), TimeProvider.System, NullLogger<AccessBook>.Instance); // there is no store
        using var log = new AccessRecordedLog(new SqlitePredictionLog(store.Directory), book);

        Assert.Single((await log.QueryAsync(new PredictionQuery())).Predictions);
        Assert.NotNull(await log.FindAsync(RecordDraft.IdOf(1)));
        book.Tell();

        Assert.Equal(2, book.Unrecorded);
    }

    [Fact]
    public void Readings_are_told_of_when_the_interval_is_over_or_when_ids_are_many_and_none_is_left_out()
    {
        var clock = new HandClock(DateTimeOffset.UnixEpoch);
        var told = new Sink();
        using var book = new AccessBook(new AccessOptions { Actor = static () => "ada" }, new SqliteEventLog(_directory.Path), clock, NullLogger<AccessBook>.Instance);
        book.Through(told);
        for (int i = 0; i < 1_000; i++)
        {
            book.Add("api.find", query: null, 1, new PredictionId(7, (ulong)i + 1));
            if (i % 300 == 299)
                clock.Fire();
        }

        clock.Fire();

        Assert.Equal(4, told.All.Count);
        Assert.Equal(1_000, told.All.Sum(static access => access.Count));
        Assert.Equal(1_000, told.All.SelectMany(static access => JsonDocument.Parse(access.Details).RootElement.GetProperty("ids").EnumerateArray()).Select(static id => id.GetString()).Distinct().Count());
        clock.Fire();
        Assert.Equal(4, told.All.Count);
    }

    [Fact]
    public async Task What_reports_and_retraining_read_is_recorded_with_what_it_is_for()
    {
        using (var app = new App(_directory.Path))
        {
            await app.PredictAsync(3);
            await app.FlushAsync();
            using (AccessScope.Begin("carol", "monthly report"))
            using (AccessScope.Begin(purpose: "accuracy"))
                await app.Get<IPerformanceReports>().ReportAsync(new OutcomeQuery("model"));
        }

        Reading access = Assert.Single(Read());
        Assert.Equal(("carol", "accuracy"), (access.Actor, access.Details.GetProperty("purpose").GetString()));
    }

    private ServiceProvider Reader()
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = _directory.Path);
        return services.BuildServiceProvider();
    }

    private Reading[] Read()
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File("modelops.db")};Pooling=false;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT actor, key, count, details FROM events WHERE kind = 'access' ORDER BY position";
        using SqliteDataReader row = command.ExecuteReader();
        var accesses = new List<Reading>();
        while (row.Read())
            accesses.Add(new Reading(row.GetString(0), row.GetString(1), row.GetInt64(2), JsonDocument.Parse(row.GetString(3)).RootElement));
        return [.. accesses];
    }

    private sealed record Reading(string Actor, string Key, long Count, JsonElement Details);

    private sealed class Sink : IEventSink
    {
        public List<LogEvent> All { get; } = [];

        public void Add(LogEvent happened) => All.Add(happened);
    }
}
