using System.Diagnostics;
using System.Globalization;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class StoreWritingTests : IDisposable
{
    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_batch_that_is_replayed_is_stored_once()
    {
        RecordDraft[] batch = [.. Enumerable.Range(1, 50).Select(i => new RecordDraft { Id = RecordDraft.IdOf(i), Tags = RecordDraft.Texts("k", "v") })];
        _store.Save(batch);
        _store.Save(batch);

        Assert.Equal(50, (await _store.Log.StatusAsync()).Rows);
        Assert.Equal(50, (await _store.Log.QueryAsync(new PredictionQuery { Tag = ("k", "v"), Limit = 100 })).Predictions.Count);
    }

    [Fact]
    public async Task A_record_that_cannot_be_stored_costs_only_itself()
    {
        _store.Store.Begin();
        new RecordDraft { Id = RecordDraft.IdOf(1) }.AppendTo(_store.Store);
        var rejected = Assert.Throws<RecordRejectedException>(() =>
            new RecordDraft { Id = RecordDraft.IdOf(2), Numbers = [1, 2, 3] }.AppendTo(_store.Store));
        new RecordDraft { Id = RecordDraft.IdOf(3) }.AppendTo(_store.Store);
        _store.Store.Commit();

        Assert.Contains("it has 3 numeric features and the model declares 2", rejected.Message, StringComparison.Ordinal);
        Assert.Equal([RecordDraft.IdOf(1), RecordDraft.IdOf(3)], (await _store.Log.QueryAsync(new PredictionQuery())).Predictions.Select(p => p.Id));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_time_that_no_calendar_has_is_rejected(long microseconds)
    {
        _store.Store.Begin();

        Assert.Throws<RecordRejectedException>(() => new RecordDraft { Time = microseconds }.AppendTo(_store.Store));
    }

    [Theory]
    [InlineData(-1L, "1969-12-31T23:59:59.999999Z")]
    [InlineData(-62135596800000000L, "0001-01-01T00:00:00.000000Z")]
    [InlineData(253402300799999999L, "9999-12-31T23:59:59.999999Z")]
    public async Task A_clock_that_is_wrong_by_ages_is_recorded_as_it_was(long microseconds, string expected)
    {
        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft { Time = microseconds });

        Assert.Equal(expected, found.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_batch_that_is_rolled_back_leaves_nothing()
    {
        _store.Store.Begin();
        new RecordDraft().AppendTo(_store.Store);
        _store.Store.Rollback();
        _store.Save(new RecordDraft { Id = RecordDraft.IdOf(2) });

        Assert.Null(await _store.Log.FindAsync(RecordDraft.IdOf(1)));
        Assert.Equal(1, (await _store.Log.StatusAsync()).Rows);
    }

    [Fact]
    public async Task What_is_not_committed_is_not_seen_and_does_not_block_readers()
    {
        _store.Save(new RecordDraft());
        _store.Store.Begin();
        new RecordDraft { Id = RecordDraft.IdOf(2) }.AppendTo(_store.Store);

        Assert.Single((await _store.Log.QueryAsync(new PredictionQuery())).Predictions);
        _store.Store.Commit();
        Assert.Equal(2, (await _store.Log.QueryAsync(new PredictionQuery())).Predictions.Count);
    }

    [Fact]
    public async Task Actions_and_outcomes_are_found_with_their_prediction_newest_last_and_once()
    {
        _store.Save(new RecordDraft());
        for (int replay = 0; replay < 2; replay++)
        {
            _store.Store.Begin();
            Annotate(12, AnnotationKind.Action, "block", "score >= 0.8", 2);
            Annotate(11, AnnotationKind.Action, "review", "", 1);
            Annotate(13, AnnotationKind.Outcome, "fraud", "", 3, 1);
            Annotate(14, AnnotationKind.Outcome, "", "", 4, -0.0);
            _store.Store.Commit();
        }

        LoggedPrediction found = (await _store.Log.FindAsync(RecordDraft.IdOf(1)))!;

        Assert.Equal([("review", null), ("block", "score >= 0.8")], found.Actions.Select(a => (a.Action, a.Rule)));
        Assert.Equal([("fraud", (double?)1), (null, -0.0)], found.Outcomes.Select(o => (o.Label, o.Value)));
        Assert.True(double.IsNegative(found.Outcomes[1].Value!.Value));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMicroseconds(2), found.Actions[1].Time);
    }

    [Fact]
    public async Task Windows_come_back_once_and_oldest_first()
    {
        StoredWindow[] windows = [.. Enumerable.Range(0, 3).Select(i => new StoredWindow
        {
            Model = "fraud",
            Version = "v1",
            Monitor = "drift",
            Signal = i < 2 ? "amount" : "prediction",
            Index = i,
            FirstRow = i * 1000,
            Rows = 1000,
            From = DateTimeOffset.UnixEpoch.AddHours(i),
            To = DateTimeOffset.UnixEpoch.AddHours(i + 1),
            Statistics = """{"psi":0.1}""",
        })];
        for (int replay = 0; replay < 2; replay++)
        {
            _store.Store.Begin();
            foreach (StoredWindow window in windows.Reverse())
                _store.Store.Append(window);
            _store.Store.Commit();
        }

        Assert.Equal(windows, await _store.Log.WindowsAsync(new WindowQuery("fraud")));
        Assert.Equal(windows[2..], await _store.Log.WindowsAsync(new WindowQuery("fraud", "v1", "prediction")));
        Assert.Empty(await _store.Log.WindowsAsync(new WindowQuery("fraud", "v2")));
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        byte[] categories = RecordDraft.Encode(RecordDraft.Texts("books"));
        byte[] tags = RecordDraft.Encode(RecordDraft.Texts("tenant", "acme", "region", "eu"));
        double[] numbers = [Math.PI, 12.5];
        byte[] trace = new byte[16];

        void AppendBatch(long first)
        {
            for (long i = first; i < first + 200; i++)
            {
                _store.Store.Append(new PredictionRecord
                {
                    Id = RecordDraft.IdOf(i),
                    Version = RecordDraft.Fraud,
                    TimeMicroseconds = RecordDraft.Noon + i * 400_000,
                    Numbers = numbers,
                    Categories = new TextList(categories, 1),
                    Tags = new TextList(tags, 4),
                    Output = 0.5,
                    TraceId = trace,
                    Subject = "customer-7"u8,
                    RawInput = "{\"amount\":12.5}"u8,
                });
            }
        }

        // Buffers grow with the first segment of the chain, and stay.
        _store.Store.Begin();
        for (int batch = 0; batch <= ChainFormat.SegmentRecords / 200; batch++)
            AppendBatch(100_000 + (batch * 200));
        _store.Store.Commit();

        _store.Store.Begin();
        AppendBatch(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AppendBatch(1_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _store.Store.Commit();

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Versions_that_share_an_ordinal_are_told_apart()
    {
        ServedVersion other = RecordDraft.Serve("churn", "v9", RecordDraft.Fraud.Ordinal, ("age", FeatureKind.Numeric));
        _store.Save(new RecordDraft(), new RecordDraft { Id = RecordDraft.IdOf(2), Version = other, Numbers = [41], Categories = [] }, new RecordDraft { Id = RecordDraft.IdOf(3) });

        IReadOnlyList<LoggedPrediction> found = (await _store.Log.QueryAsync(new PredictionQuery())).Predictions;

        Assert.Equal(["fraud", "churn", "fraud"], found.Select(p => p.Model));
        Assert.Equal(["age"], found[1].Features.Keys);
    }

    [Fact]
    public async Task Two_stores_on_one_directory_take_turns()
    {
        using var second = new SqlitePredictionStore(_store.Directory);
        second.Open();
        void Write(SqlitePredictionStore store, int first)
        {
            for (int batch = 0; batch < 20; batch++)
            {
                store.Begin();
                for (int i = 0; i < 50; i++)
                    new RecordDraft { Id = RecordDraft.IdOf(first + batch * 50 + i) }.AppendTo(store);
                store.Commit();
            }
        }

        await Task.WhenAll(
            Task.Factory.StartNew(() => Write(_store.Store, 0), default, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            Task.Factory.StartNew(() => Write(second, 100_000), default, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        Assert.Equal(2_000, (await _store.Log.StatusAsync()).Rows);
    }

    [SkippableShellFact]
    public void A_person_can_query_the_table_with_the_sqlite3_shell()
    {
        _store.Save(new RecordDraft { Tags = RecordDraft.Texts("tenant", "acme"), Numbers = [double.PositiveInfinity, 3] });
        using Process shell = Process.Start(new ProcessStartInfo("sqlite3")
        {
            ArgumentList = { _store.Database, "select id, time, model, status, output, json_extract(features, '$.hour'), json_extract(features, '$.amount') > 1e308, json_extract(tags, '$.tenant') from predictions" },
            RedirectStandardOutput = true,
        })!;

        Assert.Equal($"{RecordDraft.IdOf(1)}|2026-03-01T12:00:00.000000Z|fraud|ok|0.25|3|1|acme\n", shell.StandardOutput.ReadToEnd());
    }

    private void Annotate(int id, AnnotationKind kind, string text, string rule, long time, double value = double.NaN) =>
        _store.Store.Append(new AnnotationRecord
        {
            Id = RecordDraft.IdOf(id),
            PredictionId = RecordDraft.IdOf(1),
            Kind = kind,
            TimeMicroseconds = time,
            Text = System.Text.Encoding.UTF8.GetBytes(text),
            Rule = System.Text.Encoding.UTF8.GetBytes(rule),
            Value = value,
        });
}
