using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class AlertTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Alerts_come_back_as_they_were_newest_first()
    {
        Alert whole = Raise("amount", Noon) with
        {
            Severity = AlertSeverity.Critical,
            FalseAlarmRate = 0.05,
            Evidence = """{"logWealth":9.5}""",
            Owner = "risk-team",
            Playbook = "https://wiki/drift",
        };
        Alert bare = Raise("hour", Noon.AddMinutes(1));
        Save(whole, bare);

        Assert.Equal([bare, whole], await _store.Log.AlertsAsync(new AlertQuery("fraud")));
    }

    [Fact]
    public async Task Alerts_are_found_by_model_version_signal_and_time()
    {
        Save(Raise("amount", Noon), Raise("hour", Noon.AddHours(1)), Raise("hour", Noon.AddHours(2)) with { Version = "v2" }, Raise("hour", Noon.AddHours(3)) with { Model = "churn" });

        Assert.Equal(4, (await _store.Log.AlertsAsync(new AlertQuery())).Count);
        Assert.Equal(3, (await _store.Log.AlertsAsync(new AlertQuery("fraud"))).Count);
        Assert.Equal("v2", Assert.Single(await _store.Log.AlertsAsync(new AlertQuery("fraud", "v2"))).Version);
        Assert.Equal("amount", Assert.Single(await _store.Log.AlertsAsync(new AlertQuery(Signal: "amount"))).Signal);
        Assert.Equal("churn", Assert.Single(await _store.Log.AlertsAsync(new AlertQuery(From: Noon.AddHours(2.5)))).Model);
        Assert.Equal("churn", Assert.Single(await _store.Log.AlertsAsync(new AlertQuery(Limit: 1))).Model);
    }

    [Fact]
    public async Task The_same_alert_stored_again_is_there_once()
    {
        Save(Raise("amount", Noon));
        Save(Raise("amount", Noon), Raise("amount", Noon) with { Row = 8 });

        Assert.Equal([8L, 7L], (await _store.Log.AlertsAsync(new AlertQuery())).Select(alert => alert.Row));
    }

    [Fact]
    public async Task A_limit_out_of_range_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _store.Log.AlertsAsync(new AlertQuery(Limit: 0)));

    private void Save(params Alert[] alerts)
    {
        _store.Store.Begin();
        foreach (Alert alert in alerts)
            _store.Store.Append(alert);
        _store.Store.Commit();
    }

    private static Alert Raise(string signal, DateTimeOffset time) => new()
    {
        Model = "fraud",
        Version = "v1",
        Monitor = "drift",
        Signal = signal,
        Kind = "e-mixture",
        Time = time,
        Row = 7,
        Message = "It drifted.",
    };
}
