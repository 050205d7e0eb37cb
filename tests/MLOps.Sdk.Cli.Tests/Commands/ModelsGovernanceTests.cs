using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;
using Quickstart.Onnx;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class ModelsGovernanceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string[] _store;

    public ModelsGovernanceTests()
    {
        Directory.CreateDirectory(_directory.Path);
        _store = ["--store", _directory.File("store")];
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_verdict_is_kept_with_the_version_and_decides_whether_it_may_be_promoted()
    {
        await RegisterAsync("good", 1.0);
        await RegisterAsync("bad", -1.0);
        await ToolRun.JsonAsync(["models", "promote", "sign", "good", "--reason", "first", .. _store]);
        await ToolRun.JsonAsync(["models", "policy", "sign", "--require-gate", "--reason", "from now on", .. _store]);
        ToolRun gate = await ToolRun.InvokeAsync(["gate", "--model", "sign", "--version", "bad", "--data", Data(), "--inputs", "x", "--label", "y", "--by", "ci", "--format", "json", .. _store]);
        (await ToolRun.InvokeAsync(["models", "promote", "sign", "bad", "--reason", "r", .. _store])).AssertFault(ExitCode.Fault, "the last one said 'fail'", "--override NAME");
        JsonElement against = await ToolRun.JsonAsync(["models", "promote", "sign", "bad", "--reason", "r", "--override", "ann", .. _store]);
        JsonElement history = await ToolRun.JsonAsync(["models", "history", "sign", .. _store]);

        Assert.Equal(ExitCode.Failed, gate.ExitCode);
        Assert.Equal("override: ann", against.GetProperty("gate").GetString());
        JsonElement kept = history.GetProperty("events").EnumerateArray().Single(static change => change.GetProperty("kind").GetString() == "gate");
        Assert.Equal(("ci", "bad", "fail"), (kept.GetProperty("actor").GetString(), kept.GetProperty("to").GetString(), kept.GetProperty("gate").GetString()));
        Assert.Equal("accuracy >= champion - 0.01", kept.GetProperty("data").GetProperty("rules")[0].GetProperty("rule").GetString());
        Assert.Equal(JsonValueKind.Null, history.GetProperty("events").EnumerateArray().Last(static change => change.GetProperty("kind").GetString() == "policy").GetProperty("to").ValueKind);
    }

    [Fact]
    public async Task What_served_at_a_moment_is_resolved_and_pulled()
    {
        await RegisterAsync("1", 1.0);
        await RegisterAsync("2", 2.0);
        JsonElement first = await ToolRun.JsonAsync(["models", "promote", "sign", "1", "--reason", "r", .. _store]);
        await ToolRun.JsonAsync(["models", "promote", "sign", "2", "--reason", "r", .. _store]);
        string output = _directory.File("pulled.onnx");

        JsonElement then = await ToolRun.JsonAsync(["models", "resolve", "sign", "--at", first.GetProperty("time").GetString()!, .. _store]);
        JsonElement pulled = await ToolRun.JsonAsync(["models", "pull", "sign", "--output", output, .. _store]);
        await ToolRun.JsonAsync(["models", "pull", "sign", "--version", "1", "--output", output, .. _store]);

        Assert.Equal(("1", "history"), (then.GetProperty("version").GetString(), then.GetProperty("resolvedFrom").GetString()));
        Assert.Equal("2", pulled.GetProperty("version").GetString());
        Assert.Equal(LogisticRegressionFile.Write([1.0], 0), await File.ReadAllBytesAsync(output));
        (await ToolRun.InvokeAsync(["models", "resolve", "sign", "--at", "2020-01-01", .. _store])).AssertFault(ExitCode.Fault, "pointed to no version", "modelops models history sign");
        (await ToolRun.InvokeAsync(["models", "pull", "sign", "--version", "9", "--output", output, .. _store])).AssertFault(ExitCode.Fault, "has no version '9'. It has '1', '2'.");
    }

    [Fact]
    public async Task Approvals_rejections_tags_freezes_and_the_card_are_commands()
    {
        await RegisterAsync("1", 1.0);
        await ToolRun.JsonAsync(["models", "approve", "sign", "1", "--reason", "read it", "--by", "ann", .. _store]);
        await ToolRun.JsonAsync(["models", "tag", "sign", "1", "--tag", "team=risk", "--reason", "r", .. _store]);
        await ToolRun.JsonAsync(["models", "note", "sign", "1", "--reason", "small", .. _store]);
        JsonElement card = await ToolRun.JsonAsync(["models", "card", "sign", "--version", "1", .. _store]);
        await ToolRun.JsonAsync(["models", "freeze", "sign", "--reason", "incident", .. _store]);
        (await ToolRun.InvokeAsync(["models", "promote", "sign", "1", "--reason", "r", .. _store])).AssertFault(ExitCode.Fault, "frozen", "incident");
        await ToolRun.JsonAsync(["models", "thaw", "sign", "--reason", "over", .. _store]);
        await ToolRun.JsonAsync(["models", "reject", "sign", "1", "--reason", "wrong sign", .. _store]);
        (await ToolRun.InvokeAsync(["models", "promote", "sign", "1", "--reason", "r", .. _store])).AssertFault(ExitCode.Fault, "wrong sign");

        string markdown = card.GetProperty("markdown").GetString()!;
        Assert.Contains("| approved by | ann |", markdown, StringComparison.Ordinal);
        Assert.Contains("| team | risk |", markdown, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await ToolRun.InvokeAsync(["models", "verify", "sign", .. _store])).ExitCode);
        (await ToolRun.InvokeAsync(["models", "tag", "sign", "1", "--reason", "r", .. _store])).AssertFault(ExitCode.Usage, "names a tag");
    }

    [Fact]
    public async Task A_changed_history_is_found()
    {
        await ToolRun.JsonAsync("models", "register", "sign", Model(1.0), "--registry", "files:" + _directory.File("files"), "--alias", "champion", "--reason", "honest");
        string events = Path.Combine(_directory.File("files"), "events.jsonl");
        await File.WriteAllTextAsync(events, (await File.ReadAllTextAsync(events)).Replace("honest", "other", StringComparison.Ordinal));

        ToolRun run = await ToolRun.InvokeAsync("models", "verify", "sign", "--registry", _directory.File("files"), "--format", "json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("The history was changed at event 1", run.Json.GetProperty("faults")[0].GetString(), StringComparison.Ordinal);
    }

    private Task<JsonElement> RegisterAsync(string version, double weight) =>
        ToolRun.JsonAsync(["models", "register", "sign", Model(weight), "--version", version, .. _store]);

    private string Model(double weight)
    {
        string path = _directory.File("model.onnx");
        File.WriteAllBytes(path, LogisticRegressionFile.Write([weight], 0));
        return path;
    }

    private string Data()
    {
        string path = _directory.File("data.csv");
        File.WriteAllLines(path, ["x,y", .. Enumerable.Range(0, 100).Select(static row => row % 2 == 0 ? "1,1" : "-1,0")]);
        return path;
    }
}
