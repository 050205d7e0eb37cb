using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using Quickstart.Onnx;

namespace MLOps.Sdk.Cli.Tests.Columns;

public sealed class ProfileCommandTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_profile_inside_a_model_compares_as_the_data_it_was_made_of()
    {
        await File.WriteAllLinesAsync(_files.Reference, ["a,b,shop", .. Enumerable.Range(0, 300).Select(i => $"{i % 30},{(i * 7) % 50},{"xyz"[(i * 5) % 3]}")]);
        await File.WriteAllLinesAsync(_files.Current, ["a,b,shop", .. Enumerable.Range(0, 200).Select(i => $"{i % 40},{(i * 7) % 50},{"xy"[(i * 5) % 2]}")]);
        string profile = Path.Combine(_files.Path, "profile.json"), model = Path.Combine(_files.Path, "model.onnx");
        await File.WriteAllBytesAsync(model, LogisticRegressionFile.Write([1, 1], -8));

        JsonElement created = await ToolRun.JsonAsync("profile", "create", _files.Reference, "--output", profile, "--model", "fraud");
        JsonElement attached = await ToolRun.JsonAsync("profile", "attach", model, profile);
        JsonElement shown = await ToolRun.JsonAsync("profile", "show", model);

        Assert.Equal("fraud", attached.GetProperty("model").GetString());
        Assert.Equal(["a", "b", "shop"], created.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
        Assert.Equal(300, shown.GetProperty("rows").GetInt64());
        string Statistics(JsonElement json) => string.Join('\n', json.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("statistics").GetRawText()));
        string expected = Statistics(await DriftAsync(_files.Reference));
        Assert.Equal(expected, Statistics(await DriftAsync(profile)));
        Assert.Equal(expected, Statistics(await DriftAsync(model)));
    }

    [Fact]
    public async Task A_model_brings_along_how_its_columns_go_together()
    {
        await File.WriteAllLinesAsync(_files.Reference, ["a,b,shop,prediction", .. Enumerable.Range(0, 300).Select(i => $"{i % 30},{(i * 7) % 50},{"xyz"[(i * 5) % 3]},{i % 11}")]);
        string profile = Path.Combine(_files.Path, "profile.json"), model = Path.Combine(_files.Path, "model.onnx");
        await File.WriteAllBytesAsync(model, LogisticRegressionFile.Write([1, 1], -8));
        await ToolRun.JsonAsync("profile", "create", _files.Reference, "--output", profile, "--multivariate");
        await ToolRun.JsonAsync("profile", "attach", model, profile);

        JsonElement shown = await ToolRun.JsonAsync("profile", "show", model);

        Assert.Equal(["a", "b"], shown.GetProperty("multivariate").EnumerateArray().Select(name => name.GetString()));
        (await ToolRun.InvokeAsync("profile", "create", profile, "--output", profile, "--multivariate")).AssertFault(ExitCode.Fault, "only in rows");
    }

    [Fact]
    public async Task What_cannot_be_watched_is_left_out_and_said_why()
    {
        await File.WriteAllLinesAsync(_files.Reference, ["id,amount,currency", .. Enumerable.Range(0, 100).Select(i => $"id{i},{i % 9},EUR")]);

        JsonElement[] columns = [.. (await ToolRun.JsonAsync("profile", "create", _files.Reference, "--output", Path.Combine(_files.Path, "p.json"))).GetProperty("columns").EnumerateArray()];

        Assert.Equal([("amount", true), ("id", false), ("currency", false)], columns.Select(column => (column.GetProperty("name").GetString(), column.GetProperty("watched").GetBoolean())));
        Assert.Contains("constant", columns[2].GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_a_reference_says_how_it_gets_one()
    {
        string model = Path.Combine(_files.Path, "model.onnx");
        await File.WriteAllBytesAsync(model, LogisticRegressionFile.Write([1, 1], -8));

        (await ToolRun.InvokeAsync("profile", "show", model)).AssertFault(ExitCode.Fault, "brings no reference", "profile attach");
    }

    private Task<JsonElement> DriftAsync(string reference) => ToolRun.JsonAsync("drift", "--reference", reference, "--current", _files.Current);
}
