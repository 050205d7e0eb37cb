using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

/// <summary>What an app's monitors left in the store: quality, segments, outcomes.</summary>
public sealed class MonitorCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = _directory.Path;
            options.Drift.WindowRows = 100;
        }).AddModel<(double Amount, string Tenant), double>("fraud", input => input.Amount / 100, model => model
            .Feature(input => input.Amount, "amount").Tag("tenant", input => input.Tenant)
            .Reference(Enumerable.Range(0, 500).Select(static i => ((i % 100.0, "acme"), i % 100 / 100.0)))
            .Segment(new SegmentOptions("tenant") { LeastRows = 1, ReferenceRows = 100 })
            .Quality(quality => quality.Owner = "data team")
            .Validation(PerformanceBaseline.Unknown with { WindowRows = 50 }));
        await using ServiceProvider app = services.BuildServiceProvider();
        var fraud = app.GetRequiredService<IPredictor<(double, string), double>>();
        var outcomes = app.GetRequiredService<IOutcomeRecorder>();
        for (int i = 0; i < 600; i++)
        {
            // From row 300 on every second amount is missing.
            Prediction<double> score = await fraud.PredictAsync((i >= 300 && i % 2 == 0 ? double.NaN : i % 100, i % 3 == 0 ? "globex" : "acme"));
            await outcomes.RecordAsync(score.Id, positive: i % 100 >= 40);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Quality_shows_what_the_app_found_and_since_when()
    {
        ToolRun gate = await ToolRun.InvokeAsync("quality", "--model", "fraud", "--store", _directory.Path, "--gate", "--format", "json");
        Assert.Equal(ExitCode.Failed, gate.ExitCode);
        JsonElement[] windows = [.. gate.Json.GetProperty("windows").EnumerateArray()];
        Assert.Equal(["pass", "pass", "pass", "fail", "fail", "fail"], windows.Select(static window => window.GetProperty("verdict").GetString() == "fail" ? "fail" : "pass"));
        JsonElement broken = Assert.Single(windows[3].GetProperty("checks").EnumerateArray(), static check => check.GetProperty("verdict").GetString() == "fail" && check.GetProperty("column").GetString() == "amount");
        Assert.Equal(("missing", 0.5), (broken.GetProperty("check").GetString(), broken.GetProperty("value").GetDouble()));

        ToolRun table = await ToolRun.InvokeAsync("quality", "--model", "fraud", "--store", _directory.Path);
        Assert.Contains("300", table.Output, StringComparison.Ordinal);
        Assert.Contains("50 % values are missing", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_held_to_a_schema_as_a_file_is()
    {
        string schema = _directory.File("schema.json");
        await File.WriteAllTextAsync(schema, """{"format":"mlops-schema","columns":[{"name":"amount","type":"numeric","maximumMissing":0.3},{"name":"age","type":"numeric"}]}""");
        JsonElement json = await ToolRun.JsonAsync("quality", "--schema", schema, "--model", "fraud", "--store", _directory.Path);

        Assert.Equal(600, json.GetProperty("rows").GetInt64());
        Assert.Equal(["missing", "missingColumn"], json.GetProperty("checks").EnumerateArray().Where(static check => check.GetProperty("check").GetString()!.StartsWith("missing", StringComparison.Ordinal)).Select(static check => check.GetProperty("check").GetString()));
        Assert.Equal("fail", json.GetProperty("verdict").GetString());
        (await ToolRun.InvokeAsync("quality", "--model", "churn", "--store", _directory.Path)).AssertFault(ExitCode.Fault, "no quality windows", "Quality()");
        (await ToolRun.InvokeAsync("quality", "--data", schema)).AssertFault(ExitCode.Usage, "--schema");
        (await ToolRun.InvokeAsync("quality")).AssertFault(ExitCode.Usage, "--model NAME");
    }

    [Fact]
    public async Task Windows_of_one_segment_are_shown_alone()
    {
        JsonElement json = await ToolRun.JsonAsync("drift", "windows", "--model", "fraud", "--segment", "tenant=acme", "--store", _directory.Path);
        Assert.All(json.GetProperty("windows").EnumerateArray(), static window => Assert.Equal("tenant=acme", window.GetProperty("segment").GetString()));
        Assert.Equal(0, json.GetProperty("windows")[0].GetProperty("lateRows").GetInt64());
        (await ToolRun.InvokeAsync("drift", "windows", "--model", "fraud", "--segment", "tenant=none", "--store", _directory.Path)).AssertFault(ExitCode.Fault, "tenant=acme", "tenant=globex");
    }

    [Fact]
    public async Task Windows_of_outcomes_are_shown_by_version_and_segment()
    {
        JsonElement json = await ToolRun.JsonAsync("evaluate", "windows", "--model", "fraud", "--store", _directory.Path);
        JsonElement[] whole = [.. json.GetProperty("windows").EnumerateArray().Where(static window => window.GetProperty("segment").ValueKind == JsonValueKind.Null)];
        Assert.Equal(12, whole.Length);
        Assert.Equal(0.8, whole[0].GetProperty("performance").GetProperty("accuracy").GetDouble(), 12);
        JsonElement segment = await ToolRun.JsonAsync("evaluate", "windows", "--model", "fraud", "--segment", "tenant=globex", "--store", _directory.Path);
        Assert.Equal(200, segment.GetProperty("windows").EnumerateArray().Sum(static window => window.GetProperty("outcomes").GetInt64()));
        Assert.Contains("accuracy", (await ToolRun.InvokeAsync("evaluate", "windows", "--model", "fraud", "--store", _directory.Path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_counts_the_alerts_of_the_last_day_by_monitor()
    {
        JsonElement alerts = (await ToolRun.JsonAsync("status", "--store", _directory.Path)).GetProperty("alerts");
        Assert.True(alerts.GetProperty("monitors").GetProperty("quality").GetInt32() >= 1);
        Assert.Contains("quality", (await ToolRun.InvokeAsync("status", "--store", _directory.Path)).Output, StringComparison.Ordinal);
    }
}
