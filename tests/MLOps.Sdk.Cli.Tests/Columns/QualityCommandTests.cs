using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Columns;

public sealed class QualityCommandTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_schema_that_the_reference_gave_lets_good_data_pass_and_stops_bad_data()
    {
        string schema = Path.Combine(_files.Path, "schema.json");
        _files.Write(Enumerable.Range(0, 300).Select(i => i % 30.0), Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 500.0 : i % 30));
        await ToolRun.JsonAsync("profile", "schema", _files.Reference, "--output", schema, "--columns", "x");

        ToolRun good = await ToolRun.InvokeAsync("quality", "--schema", schema, "--data", _files.Reference, "--gate");
        ToolRun bad = await ToolRun.InvokeAsync("quality", "--schema", schema, "--data", _files.Current, "--gate", "--format", "json");

        Assert.Equal((ExitCode.Ok, ExitCode.Failed), (good.ExitCode, bad.ExitCode));
        JsonElement broken = Assert.Single(bad.Json.GetProperty("checks").EnumerateArray(), check => check.GetProperty("verdict").GetString() == "fail" && check.GetProperty("column").GetString() == "x");
        Assert.Equal(("outOfRange", 0.5), (broken.GetProperty("check").GetString(), broken.GetProperty("value").GetDouble()));
    }
}
