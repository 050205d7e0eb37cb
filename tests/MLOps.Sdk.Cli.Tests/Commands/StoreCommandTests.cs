using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class StoreCommandTests(SampleStore store) : IClassFixture<SampleStore>
{
    [Fact]
    public async Task Costs_are_summed_by_model_and_version()
    {
        JsonElement row = Assert.Single((await ToolRun.JsonAsync("costs", "--store", store.Path)).GetProperty("costs").EnumerateArray());

        Assert.Equal(SampleStore.Calls, row.GetProperty("calls").GetInt64());
        Assert.Equal(1, row.GetProperty("failed").GetInt64());
        Assert.Equal(SampleStore.Calls * 0.0002m, row.GetProperty("cost").GetDecimal());
        Assert.Equal(0, row.GetProperty("callsWithUnknownCost").GetInt64());
    }

    [Fact]
    public async Task Costs_are_summed_by_the_values_of_a_tag()
    {
        JsonElement json = await ToolRun.JsonAsync("costs", "--by", "tenant", "--store", store.Path);

        Assert.Equal("tenant", json.GetProperty("by").GetString());
        Assert.Equal(
            [("acme", 98L, 98 * 0.0002m), ("globex", 32L, 32 * 0.0002m)],
            json.GetProperty("costs").EnumerateArray().Select(static row => (row.GetProperty("tag").GetString()!, row.GetProperty("calls").GetInt64(), row.GetProperty("cost").GetDecimal())));
        ToolRun table = await ToolRun.InvokeAsync("costs", "--by", "tenant", "--store", store.Path);
        Assert.Contains("globex", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_windows_are_listed_with_every_signal()
    {
        JsonElement json = await ToolRun.JsonAsync("drift", "windows", "--model", "fraud", "--store", store.Path);

        JsonElement[] windows = [.. json.GetProperty("windows").EnumerateArray()];
        Assert.Equal([(0L, 0L, 50L), (1L, 50L, 50L), (2L, 100L, 29L)], windows.Select(static window => (window.GetProperty("index").GetInt64(), window.GetProperty("firstRow").GetInt64(), window.GetProperty("rows").GetInt64())));
        Assert.Equal(["amount", "merchant", "prediction"], windows[0].GetProperty("signals").EnumerateArray().Select(static signal => signal.GetProperty("name").GetString()!));
        JsonElement merchant = windows[0].GetProperty("signals")[1];
        Assert.Equal(JsonValueKind.Null, merchant.GetProperty("ks").ValueKind);
        Assert.Equal(1 / 50.0, merchant.GetProperty("unseen").GetDouble());
    }

    [Fact]
    public async Task Drift_windows_are_shown_with_a_bar_for_each_window()
    {
        ToolRun run = await ToolRun.InvokeAsync("drift", "windows", "--model", "fraud", "--store", store.Path, "--signal", "amount");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, run.Output.Count(static c => c is >= '▁' and <= '█'));
    }

    [Fact]
    public async Task A_model_without_windows_is_a_fault() =>
        (await ToolRun.InvokeAsync("drift", "windows", "--model", "churn", "--store", store.Path)).AssertFault(ExitCode.Fault, "no windows of model 'churn'", "modelops models list");

    [Fact]
    public async Task Without_channels_the_books_are_the_rows_of_the_store()
    {
        JsonElement json = await ToolRun.JsonAsync("status", "--store", store.Path);

        JsonElement counts = json.GetProperty("counts"), kept = json.GetProperty("store");
        Assert.Equal((SampleStore.Calls, SampleStore.Calls, 0), (counts.GetProperty("calls").GetInt32(), counts.GetProperty("durable").GetInt32(), counts.GetProperty("pending").GetInt32()));
        Assert.Empty(counts.GetProperty("lost").EnumerateObject());
        Assert.Equal(0, json.GetProperty("processes").GetArrayLength());
        Assert.Equal(SampleStore.Calls, kept.GetProperty("rows").GetInt64());
        Assert.True(kept.GetProperty("bytes").GetInt64() > 4096);
        Assert.Matches(@"^3\.\d+\.\d+", kept.GetProperty("sqliteVersion").GetString());
        Assert.Equal(JsonValueKind.Array, kept.GetProperty("warnings").ValueKind);
        Assert.Equal((0, 0), (kept.GetProperty("outcomesRepeated").GetInt32(), kept.GetProperty("annotationsOfErased").GetInt32()));
    }

    [Fact]
    public async Task A_directory_without_a_store_has_no_status() =>
        (await ToolRun.InvokeAsync("status", "--store", store.Path + "-elsewhere", "--format", "json")).AssertFault(ExitCode.Fault, "There is no store in");
}
