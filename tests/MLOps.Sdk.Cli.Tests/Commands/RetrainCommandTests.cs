using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class RetrainCommandTests : IAsyncLifetime
{
    private const string FewRows = "30";

    private readonly LabelledStore _store = new();

    public Task InitializeAsync() => _store.InitializeAsync();

    public Task DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_program_trains_a_better_version_that_becomes_champion_and_the_run_is_listed_and_shown()
    {
        JsonElement run = await ToolRun.JsonAsync(Run($"test -s \"$1\" && cp '{_store.Good}' \"$2\"", "--reason", "drift in x"));
        JsonElement list = await ToolRun.JsonAsync("retrain", "list", "--model", LabelledStore.Model, "--store", _store.Path);
        JsonElement shown = await ToolRun.JsonAsync("retrain", "show", Text(run, "id"), "--store", _store.Path);
        JsonElement champion = await ToolRun.JsonAsync("models", "resolve", LabelledStore.Model, "--store", _store.Path);
        ToolRun table = await ToolRun.InvokeAsync("retrain", "show", Text(run, "id"), "--store", _store.Path);

        Assert.Equal(("promoted", "2", "manual", "drift in x"), (Text(run, "state"), Text(run, "version"), Text(run, "trigger"), Text(run, "reason")));
        Assert.Equal(["pull", "train", "evaluate", "gate", "register", "trial", "promote"], run.GetProperty("steps").EnumerateArray().Select(static step => Text(step, "step")));
        Assert.Equal(320, run.GetProperty("steps")[0].GetProperty("data").GetProperty("trainRows").GetInt32());
        Assert.Equal(Text(run, "id"), Text(Assert.Single(list.GetProperty("runs").EnumerateArray()), "id"));
        Assert.Equal(run.ToString(), shown.ToString());
        Assert.Equal("2", Text(champion, "version"));
        Assert.Contains("version 2 is champion after 1", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_a_store_has_no_runs_to_list()
    {
        (await ToolRun.InvokeAsync("retrain", "list", "--store", _store.Path + "-elsewhere")).AssertFault(ExitCode.Fault, "There is no store in", _store.Path + "-elsewhere");
        (await ToolRun.InvokeAsync("retrain", "show", "run-1", "--store", _store.Path + "-elsewhere")).AssertFault(ExitCode.Fault, "There is no store in");
    }

    [Fact]
    public async Task A_worse_version_is_refused_with_exit_code_2()
    {
        ToolRun run = await ToolRun.InvokeAsync([.. Run($"cp '{_store.Bad}' \"$2\""), "--format", "json"]);

        Assert.Equal((ExitCode.Failed, "refused"), (run.ExitCode, Text(run.Json, "state")));
    }

    [Fact]
    public async Task Failures_and_refusals_end_with_exit_code_1_and_say_why()
    {
        ToolRun nothing = await ToolRun.InvokeAsync(Run("true"));
        ToolRun soon = await ToolRun.InvokeAsync(Run("true"));
        ToolRun few = await ToolRun.InvokeAsync([.. Run("true").Select(static argument => argument == FewRows ? "1000" : argument), "--force"]);

        Assert.Equal(ExitCode.Fault, nothing.ExitCode);
        Assert.Contains("no file is at", nothing.Output, StringComparison.Ordinal);
        soon.AssertFault(ExitCode.Fault, "the cool-down is 01:00:00", "--force");
        Assert.Contains("at least 1000 of each are needed", few.Output, StringComparison.Ordinal);
        (await ToolRun.InvokeAsync([.. Run("true"), "--rule", "accuracy = 1"])).AssertFault(ExitCode.Usage, "'accuracy = 1' is not a rule");
        (await ToolRun.InvokeAsync("retrain", "show", "sign-1", "--store", _store.Path)).AssertFault(ExitCode.Fault, "There is no retraining run 'sign-1'");
        (await ToolRun.InvokeAsync("retrain", "run", LabelledStore.Model, "--store", _store.Path)).AssertFault(ExitCode.Usage, "--trainer");
    }

    private string[] Run(string script, params string[] more) =>
        ["retrain", "run", LabelledStore.Model, "--store", _store.Path, "--min-rows", FewRows, "--trainer", "sh", "--arg=-c", "--arg", script, "--arg", "sh", "--arg", "{data}", "--arg", "{model}", .. more];

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
