using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class DiffCommandTests(LabelledStore store) : IClassFixture<LabelledStore>
{
    [Fact]
    public async Task It_says_what_would_have_changed_for_whom_and_at_which_cost()
    {
        string lines = Path.Combine(store.Path, "diff.jsonl");
        JsonElement diff = await ToolRun.JsonAsync(
            "diff", LabelledStore.Model, "--candidate", store.Good, "--store", store.Path, "--segment", "x", "--cost-per-call", "0.002", "--top", "3", "--out", lines);

        Assert.Equal(("sign", "good.onnx"), (diff.GetProperty("model").GetString(), diff.GetProperty("candidate").GetString()));
        Assert.Equal((400, 400, 0, 200, 200, 0), (Number(diff, "rows"), Number(diff, "compared"), Number(diff, "toPositive"), Number(diff, "toNegative"), Number(diff, "nowRight"), Number(diff, "nowWrong")));
        Assert.Equal((0.4, 0.8), (diff.GetProperty("cost").GetProperty("before").GetDouble(), diff.GetProperty("cost").GetProperty("after").GetDouble()));
        Assert.Equal(6, diff.GetProperty("segments").GetArrayLength());
        Assert.Equal(3, diff.GetProperty("predictions").GetArrayLength());
        Assert.True(diff.GetProperty("predictions")[0].GetProperty("flips").GetBoolean());
        string[] written = await File.ReadAllLinesAsync(lines);
        Assert.Equal(400, written.Length);
        Assert.Equal(1, JsonDocument.Parse(written[0]).RootElement.GetProperty("truth").GetDouble());
    }

    [Fact]
    public async Task People_see_a_table_and_faults_name_the_way_out()
    {
        ToolRun table = await ToolRun.InvokeAsync("diff", LabelledStore.Model, "--candidate", store.Bad, "--store", store.Path);

        Assert.Equal(ExitCode.Ok, table.ExitCode);
        Assert.Contains("of 400 answers 400 would differ, 200 would be decided otherwise (0 to positive, 200 to negative)", table.Output, StringComparison.Ordinal);
        Assert.Contains("0 would be right that were wrong, 200 wrong that were right", table.Output, StringComparison.Ordinal);
        (await ToolRun.InvokeAsync("diff", LabelledStore.Model, "--store", store.Path)).AssertFault(ExitCode.Usage, "--candidate", "--version");
        (await ToolRun.InvokeAsync("diff", "other", "--candidate", store.Bad, "--store", store.Path)).AssertFault(ExitCode.Fault, "no answered predictions in the log of 'other'");
        (await ToolRun.InvokeAsync("diff", LabelledStore.Model, "--version", "9", "--store", store.Path)).AssertFault(ExitCode.Fault, "has no version '9'");
    }

    [Fact]
    public async Task A_gate_judges_on_the_log_when_no_file_is_named()
    {
        ToolRun pass = await ToolRun.InvokeAsync("gate", "--model", LabelledStore.Model, "--candidate", store.Good, "--store", store.Path, "--rule", "accuracy > champion", "--format", "json");
        ToolRun fail = await ToolRun.InvokeAsync("gate", "--model", LabelledStore.Model, "--candidate", store.Bad, "--store", store.Path, "--inputs", "x", "--format", "json");
        ToolRun none = await ToolRun.InvokeAsync("gate", "--model", LabelledStore.Model, "--candidate", store.Bad, "--store", store.Path, "--from", "2100-01-01");

        Assert.Equal((ExitCode.Ok, 400), (pass.ExitCode, Number(pass.Json, "rows")));
        Assert.Equal(0.5, pass.Json.GetProperty("rules")[0].GetProperty("champion").GetDouble());
        Assert.Equal(ExitCode.Failed, fail.ExitCode);
        none.AssertFault(ExitCode.Fault, "no answered predictions");
        (await ToolRun.InvokeAsync("gate", "--candidate", store.Bad)).AssertFault(ExitCode.Usage, "'--data' is required");
        (await ToolRun.InvokeAsync("gate", "--candidate", store.Bad, "--data", "f.csv")).AssertFault(ExitCode.Usage, "'--inputs' is required", "'--label' is required");
        (await ToolRun.InvokeAsync("gate", "--model", LabelledStore.Model, "--candidate", store.Bad, "--store", store.Path, "--inputs", "y")).AssertFault(ExitCode.Fault, "names 'y', which was not logged. Logged: x");
    }

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
