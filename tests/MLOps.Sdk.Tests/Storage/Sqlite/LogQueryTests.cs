using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class LogQueryTests : IDisposable
{
    private static readonly ServedVersion[] Versions =
    [
        RecordDraft.Serve("fraud", "v1", 0), RecordDraft.Serve("fraud", "v2", 1), RecordDraft.Serve("churn", "v1", 2),
    ];

    private readonly StoreFixture _store = new();
    private readonly RecordDraft[] _records;

    public LogQueryTests()
    {
        // Many rows share a microsecond, ids do not follow time, versions interleave.
        var random = new Random(7);
        _records = [.. Enumerable.Range(0, 500).Select(i => new RecordDraft
        {
            Id = RecordDraft.IdOf(i * 7919 % 500),
            Version = Versions[random.Next(3)],
            Time = RecordDraft.Noon + random.Next(60),
            Numbers = [],
            Categories = [],
            Status = (PredictionStatus)random.Next(3),
            Subject = random.Next(4) == 0 ? [] : [(byte)('a' + random.Next(3))],
            Tags = random.Next(4) == 0 ? [] : RecordDraft.Texts("tenant", random.Next(2) == 0 ? "acme" : "globex"),
            Cost = random.Next(3) == 0 ? null : long.MaxValue - random.Next(1000),
            LatencyNanoseconds = random.Next(1_000_000),
        })];
        _store.Save(_records);
    }

    public static TheoryData<PredictionQuery> Queries
    {
        get
        {
            DateTimeOffset noon = DateTimeOffset.UnixEpoch.AddMicroseconds(RecordDraft.Noon);
            PredictionQuery[] conditions =
            [
                new(),
                new() { Model = "fraud" },
                new() { Model = "fraud", Version = "v2" },
                new() { Version = "v1" },
                new() { From = noon.AddMicroseconds(10), To = noon.AddMicroseconds(40) },
                new() { Model = "churn", From = noon.AddMicroseconds(10).AddTicks(1), To = noon.AddMicroseconds(40).AddTicks(1) },
                new() { Subject = "b" },
                new() { Subject = "b", Tag = ("tenant", "acme"), Model = "fraud" },
                new() { Tag = ("tenant", "globex") },
                new() { Tag = ("tenant", "globex"), Version = "v1", Status = PredictionStatus.Ok, From = noon.AddMicroseconds(5) },
                new() { Status = PredictionStatus.Cancelled },
                new() { Model = "nobody" },
                new() { Subject = "b", From = noon.AddMicroseconds(30), Status = PredictionStatus.Failed },
            ];
            var data = new TheoryData<PredictionQuery>();
            foreach (PredictionQuery condition in conditions)
            {
                data.Add(condition with { Limit = 7 });
                data.Add(condition with { Limit = 7, Descending = true });
            }

            return data;
        }
    }

    public void Dispose() => _store.Dispose();

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Paging_visits_every_row_that_matches_once_and_in_order(PredictionQuery query)
    {
        var visited = new List<PredictionId>();
        string? after = null;
        do
        {
            PredictionPage page = await _store.Log.QueryAsync(query with { After = after });
            Assert.True(page.Predictions.Count <= query.Limit);
            visited.AddRange(page.Predictions.Select(p => p.Id));
            after = page.Next;
        }
        while (after is not null);

        IEnumerable<PredictionId> expected = _records.Where(record => Matches(record, query)).OrderBy(record => record.Time).ThenBy(record => record.Id).Select(record => record.Id);
        Assert.Equal(query.Descending ? expected.Reverse() : expected, visited);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Pages_along_the_chain_visit_every_row_that_matches_in_the_order_of_recording(PredictionQuery query)
    {
        if (query.Descending)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await _store.Log.QueryAsync(query with { BehindPosition = 0 }));
            return;
        }

        var visited = new List<PredictionId>();
        long behind = 0;
        while ((await _store.Log.QueryAsync(query with { BehindPosition = behind })).Predictions is { Count: > 0 } page)
        {
            Assert.True(page.Count <= query.Limit && page[0].Position > behind);
            visited.AddRange(page.Select(static prediction => prediction.Id));
            behind = page[^1].Position;
        }

        Assert.Equal(_records.Where(record => Matches(record, query)).Select(static record => record.Id), visited);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public async Task A_page_of_no_or_too_many_rows_is_refused(int limit)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _store.Log.QueryAsync(new PredictionQuery { Limit = limit }));

        Assert.Contains("1 to 10000 rows", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("2026-03-01T12:00:00.000000Z")]
    [InlineData("2026-03-01T12:00:00.000000Z~")]
    [InlineData("~019aa3a2-5c1e-8d0f-8000-000000000001")]
    [InlineData("' OR 1=1 --~019aa3a2-5c1e-8d0f-8000-000000000001")]
    public async Task A_token_that_does_not_say_where_a_page_ended_is_refused(string token) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await _store.Log.QueryAsync(new PredictionQuery { After = token }));

    [Fact]
    public async Task Costs_whose_sum_exceeds_64_bits_are_summed_exactly()
    {
        IReadOnlyList<UsageRow> rows = await _store.Log.UsageAsync(new UsageQuery());

        foreach (UsageRow row in rows)
        {
            RecordDraft[] own = [.. _records.Where(r => (r.Version.Schema.Name, r.Version.Version) == (row.Model, row.Version))];
            AssertSums(own, row);
            Assert.True(row.CostPicoUnits > long.MaxValue);
            Assert.Null(row.TagValue);
        }

        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public async Task Usage_by_tag_splits_a_version_into_its_tag_values_and_the_untagged_rest()
    {
        DateTimeOffset from = DateTimeOffset.UnixEpoch.AddMicroseconds(RecordDraft.Noon + 5);
        IReadOnlyList<UsageRow> rows = await _store.Log.UsageAsync(new UsageQuery("fraud", "tenant", from));

        Assert.Equal([("v1", null), ("v1", "acme"), ("v1", "globex"), ("v2", null), ("v2", "acme"), ("v2", "globex")], rows.Select(r => (r.Version, r.TagValue)));
        foreach (UsageRow row in rows)
        {
            AssertSums([.. _records.Where(r => r.Version.Schema.Name == "fraud" && r.Version.Version == row.Version && r.Time >= RecordDraft.Noon + 5
                && TagOf(r) == row.TagValue)], row);
        }
    }

    [Fact]
    public async Task Usage_by_a_tag_with_an_odd_name_is_found()
    {
        using var store = new StoreFixture();
        store.Save(new RecordDraft { Tags = RecordDraft.Texts("a.\"b\"[0] ü", "\\x", "other", "y") });

        UsageRow row = Assert.Single(await store.Log.UsageAsync(new UsageQuery(TagKey: "a.\"b\"[0] ü")));

        Assert.Equal("\\x", row.TagValue);
    }

    [Fact]
    public async Task Usage_of_nothing_is_no_rows() =>
        Assert.Empty(await _store.Log.UsageAsync(new UsageQuery("nobody", "tenant")));

    [Fact]
    public async Task The_status_counts_rows_and_bytes_and_names_the_engine()
    {
        StoreStatus status = await _store.Log.StatusAsync();

        Assert.Equal(500, status.Rows);
        Assert.True(status.Bytes > 100_000);
        Assert.Equal(_store.Database, status.Location);
        Assert.StartsWith("SQLite 3.", status.EngineVersion, StringComparison.Ordinal);
        Assert.Equal(1, status.SchemaVersion);
    }

    [Fact]
    public async Task A_cancelled_query_ends()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _store.Log.QueryAsync(new PredictionQuery(), cancelled.Token));
    }

    private static void AssertSums(RecordDraft[] own, UsageRow row)
    {
        Assert.Equal(own.Length, row.Calls);
        Assert.Equal(own.Count(r => r.Status == PredictionStatus.Failed), row.Failed);
        Assert.Equal(own.Count(r => r.Cost is null), row.UnknownCost);
        Assert.Equal(own.Aggregate(Int128.Zero, (sum, r) => sum + (r.Cost ?? 0)), row.CostPicoUnits);
        Assert.Equal(own.Sum(r => r.LatencyNanoseconds) / 100.0, row.Latency.Ticks, 2.0);
    }

    private static string? TagOf(RecordDraft record) => record.Tags.Length == 0 ? null : System.Text.Encoding.UTF8.GetString(record.Tags[1]!);

    private static bool Matches(RecordDraft record, PredictionQuery query)
    {
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddMicroseconds(record.Time);
        return (query.Model is null || query.Model == record.Version.Schema.Name)
            && (query.Version is null || query.Version == record.Version.Version)
            && (query.From is null || time >= query.From)
            && (query.To is null || time < query.To)
            && (query.Subject is null || query.Subject == System.Text.Encoding.UTF8.GetString(record.Subject))
            && (query.Status is null || query.Status == record.Status)
            && (query.Tag is null || query.Tag.Value.Value == TagOf(record));
    }
}
