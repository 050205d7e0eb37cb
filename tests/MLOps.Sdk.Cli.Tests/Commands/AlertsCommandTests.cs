using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class AlertsCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public AlertsCommandTests()
    {
        using var store = new SqlitePredictionStore(_directory.Path);
        store.Open();
        store.Begin();
        store.Append(Raise("amount", minute: 0));
        store.Append(Raise("hour", minute: 1));
        store.Commit();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Alerts_are_listed_newest_first_with_figures_owner_and_playbook()
    {
        JsonElement json = await ToolRun.JsonAsync("alerts", "list", "--store", _directory.Path);

        JsonElement[] alerts = [.. json.GetProperty("alerts").EnumerateArray()];
        Assert.Equal(["hour", "amount"], alerts.Select(static alert => alert.GetProperty("signal").GetString()!));
        Assert.Equal(("critical", 0.05, 9.5, "risk-team", "https://wiki/drift"),
            (alerts[1].GetProperty("severity").GetString(), alerts[1].GetProperty("falseAlarmRate").GetDouble(), alerts[1].GetProperty("evidence").GetProperty("logWealth").GetDouble(),
            alerts[1].GetProperty("owner").GetString(), alerts[1].GetProperty("playbook").GetString()));
    }

    [Fact]
    public async Task The_table_shows_what_was_raised_and_whose_it_is()
    {
        ToolRun run = await ToolRun.InvokeAsync("alerts", "list", "--store", _directory.Path, "--signal", "amount");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("risk-team", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hour", run.Output, StringComparison.Ordinal);
    }

    private static Alert Raise(string signal, int minute) => new()
    {
        Model = "fraud",
        Version = "v1",
        Monitor = "drift",
        Signal = signal,
        Kind = "e-mixture",
        Severity = AlertSeverity.Critical,
        Time = new DateTimeOffset(2026, 3, 1, 12, minute, 0, TimeSpan.Zero),
        Row = 7,
        FalseAlarmRate = 0.05,
        Message = "It drifted.",
        Evidence = """{"logWealth":9.5}""",
        Owner = "risk-team",
        Playbook = "https://wiki/drift",
    };
}
