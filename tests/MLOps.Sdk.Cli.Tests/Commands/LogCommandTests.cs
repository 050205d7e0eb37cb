using System.Text.Json;
using MLOps.Sdk.Cli.Predictions;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class LogCommandTests : IAsyncLifetime
{
    private static readonly string[] ContractKeys =
    [
        "id", "time", "model", "version", "variant", "status", "input", "features", "output", "latencyMicroseconds", "cost", "currency", "tags",
        "subject", "traceId", "action", "rule", "outcome",
    ];

    private readonly SampleStore _store = new();
    private readonly TemporaryDirectory _elsewhere = new();

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(_elsewhere.Path);
        return _store.InitializeAsync();
    }

    public Task DisposeAsync()
    {
        _elsewhere.Dispose();
        return _store.DisposeAsync();
    }

    [Fact]
    public async Task A_query_gives_the_keys_that_scripts_depend_on()
    {
        JsonElement page = await ToolRun.JsonAsync("predictions", "query", "--store", _store.Path, "--subject", "customer-7", "--limit", "10");

        JsonElement prediction = Assert.Single(page.GetProperty("predictions").EnumerateArray());
        Assert.All(ContractKeys, key => Assert.True(prediction.TryGetProperty(key, out _), key));
        Assert.Equal("USD", prediction.GetProperty("currency").GetString());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData(1, "--action", "block")]
    [InlineData(0, "--action", "allow")]
    [InlineData(10, "--score", "1.2..")]
    [InlineData(9, "--score", "..0")]
    [InlineData(11, "--feature", "amount=3..3")]
    [InlineData(21, "--feature", "amount=3..4")]
    [InlineData(SampleStore.Calls - 1, "--feature", "merchant=shop")]
    [InlineData(10, "--feature", "amount=3..4", "--feature", "merchant=shop", "--score", "0.4..0.4")]
    public async Task Actions_scores_and_features_narrow_a_query(int expected, params string[] filters)
    {
        JsonElement page = await ToolRun.JsonAsync(["predictions", "query", "--store", _store.Path, "--limit", "1000", .. filters]);
        Assert.Equal(expected, page.GetProperty("predictions").GetArrayLength());
    }

    [Fact]
    public async Task Explain_tells_where_the_version_came_from_the_drift_of_that_time_and_the_place_in_the_chain()
    {
        JsonElement page = await ToolRun.JsonAsync("predictions", "query", "--store", _store.Path, "--limit", "60");
        string id = page.GetProperty("predictions")[59].GetProperty("id").GetString()!;

        JsonElement json = await ToolRun.JsonAsync("explain", id, "--store", _store.Path);

        Assert.All(ContractKeys, key => Assert.True(json.TryGetProperty(key, out _), key));
        Assert.Equal("v1", json.GetProperty("lineage").GetProperty("version").GetString());
        Assert.True(json.GetProperty("drift").GetProperty("signals").GetArrayLength() >= 3);
        JsonElement chain = json.GetProperty("chain");
        Assert.True(chain.GetProperty("intact").GetBoolean());
        Assert.True(chain.GetProperty("position").GetInt64() > 1);
        Assert.Equal(64, chain.GetProperty("commitment").GetString()!.Length);
        Assert.Contains("as it was recorded", (await ToolRun.InvokeAsync("explain", id, "--store", _store.Path)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task An_export_that_cannot_be_made_writes_nothing(string format)
    {
        string nowhere = _store.Path + "-elsewhere", file = _elsewhere.File("nothing.csv");

        (await ToolRun.InvokeAsync("export", "--store", nowhere, "--format", format)).AssertFault(ExitCode.Fault, "There is no store in");
        (await ToolRun.InvokeAsync("export", "--store", nowhere, "--format", format, "--out", file)).AssertFault(ExitCode.Fault, "There is no store in");
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Json_lines_hold_every_prediction_and_the_export_is_recorded()
    {
        string file = _elsewhere.File("export.jsonl");
        ToolRun run = await ToolRun.InvokeAsync("export", "--store", _store.Path, "--format", "jsonl", "--out", file);

        Assert.True(run.ExitCode == 0, run.Error);
        string[] lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(SampleStore.Calls, lines.Length);
        Assert.All(lines, line => Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty("features", out _)));
        JsonElement erased = await ToolRun.JsonAsync("erase", "--subject", "customer-7", "--store", _store.Path);
        Assert.Equal([file], erased.GetProperty("exports").EnumerateArray().Select(static path => path.GetString()!));
    }

    [Fact]
    public async Task Csv_holds_no_formula()
    {
        ToolRun run = await ToolRun.InvokeAsync("export", "--store", _store.Path, "--format", "csv");

        Assert.True(run.ExitCode == 0, run.Error);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(SampleStore.Calls + 1, lines.Length);
        Assert.StartsWith("id,time,model,", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+4912", "'+4912")]
    [InlineData("-x", "'-x")]
    [InlineData("@sum", "'@sum")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\uFF1Dcmd", "'\uFF1Dcmd")]
    [InlineData("  =x", "'  =x")]
    [InlineData("shop", "shop")]
    [InlineData("", "")]
    public void A_text_that_a_spreadsheet_would_run_is_made_a_text(string text, string safe) => Assert.Equal(safe, PredictionCsv.Safe(text));

    [Fact]
    public async Task Erase_removes_a_subject_and_verify_goes_on_saying_yes()
    {
        JsonElement erased = await ToolRun.JsonAsync("erase", "--subject", "customer-7", "--store", _store.Path, "--reason", "asked for");

        Assert.Equal((1, 2, 0), (erased.GetProperty("predictions").GetInt32(), erased.GetProperty("annotations").GetInt32(), erased.GetProperty("leftOver").GetInt32()));
        JsonElement verified = await ToolRun.JsonAsync("verify", "--store", _store.Path);
        Assert.True(verified.GetProperty("valid").GetBoolean());
        Assert.Equal(3, verified.GetProperty("removed").GetInt32());
    }

    [Fact]
    public async Task A_hold_stops_erasure_and_retention_until_it_is_released()
    {
        JsonElement hold = await ToolRun.JsonAsync("hold", "--subject", "customer-7", "--reason", "case 7", "--store", _store.Path);
        string number = hold.GetProperty("hold").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);

        (await ToolRun.InvokeAsync("erase", "--subject", "customer-7", "--store", _store.Path)).AssertFault(ExitCode.Fault, "case 7", $"--release {number}");
        await ToolRun.JsonAsync("hold", "--release", number, "--reason", "closed", "--store", _store.Path);
        await ToolRun.JsonAsync("erase", "--subject", "customer-7", "--store", _store.Path);
    }

    [Fact]
    public async Task A_short_retention_needs_its_legal_basis()
    {
        (await ToolRun.InvokeAsync("retention", "--keep-days", "30", "--reason", "small disk", "--store", _store.Path)).AssertFault(ExitCode.Fault, "184", "--legal-basis");
        JsonElement json = await ToolRun.JsonAsync("retention", "--keep-days", "200", "--reason", "policy", "--store", _store.Path);
        Assert.Equal(0, json.GetProperty("predictions").GetInt64());
    }
}
