using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class ModelsCommandTests : IDisposable
{
    private const string Sha256OfOne = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"; // of the byte '1'

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Prefixes => ["", "files:"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task A_version_is_registered_promoted_rolled_back_and_all_of_it_is_history(string prefix)
    {
        string[] place = ["--registry", prefix + _directory.Path];
        JsonElement first = await ToolRun.JsonAsync(["models", "register", "fraud", Artefact("1"), .. place, "--metric", "auc=0.91", "--metric", "f1=0.5",
            "--tag", "team=risk", "--data-set", "2026-01", "--param", "depth=3", "--reason", "first", "--alias", "champion"]);
        await ToolRun.JsonAsync(["models", "register", "fraud", Artefact("2"), .. place, "--version", "next"]);
        JsonElement promoted = await ToolRun.JsonAsync(["models", "promote", "fraud", "next", "--reason", "better", "--expected", "1", .. place]);
        JsonElement back = await ToolRun.JsonAsync(["models", "rollback", "fraud", "--reason", "worse", .. place]);
        JsonElement resolved = await ToolRun.JsonAsync(["models", "resolve", "fraud", .. place]);
        JsonElement history = await ToolRun.JsonAsync(["models", "history", "fraud", .. place]);
        JsonElement versions = await ToolRun.JsonAsync(["models", "versions", "fraud", .. place]);
        JsonElement models = await ToolRun.JsonAsync(["models", "list", .. place]);

        Assert.Equal(("fraud", "1", Sha256OfOne), (Text(first, "name"), Text(first, "version"), Text(first, "sha256")));
        Assert.Equal(0.91, first.GetProperty("metrics").GetProperty("auc").GetDouble());
        Assert.Equal("risk", Text(first.GetProperty("tags"), "team"));
        Assert.Equal("2026-01", Text(first.GetProperty("lineage"), "dataSet"));
        Assert.Equal("3", Text(first.GetProperty("lineage").GetProperty("parameters"), "depth"));
        Assert.Equal("champion", first.GetProperty("aliases")[0].GetString());
        Assert.Equal(("promote", "1", "next", "better"), (Text(promoted, "kind"), Text(promoted, "from"), Text(promoted, "to"), Text(promoted, "reason")));
        Assert.Equal(("rollback", "next", "1", "worse"), (Text(back, "kind"), Text(back, "from"), Text(back, "to"), Text(back, "reason")));
        Assert.Equal(("fraud", "1", Sha256OfOne, "registry"), (Text(resolved, "name"), Text(resolved, "version"), Text(resolved, "sha256"), Text(resolved, "resolvedFrom")));
        Assert.Equal(0, resolved.GetProperty("ageSeconds").GetDouble());
        Assert.Contains(_directory.Path, Text(resolved, "source"), StringComparison.Ordinal);
        Assert.Equal(["register", "promote", "register", "promote", "rollback"], history.GetProperty("events").EnumerateArray().Select(static change => Text(change, "kind")));
        Assert.All(history.GetProperty("events").EnumerateArray(), static change => Assert.Equal(JsonValueKind.Null, change.GetProperty("gate").ValueKind));
        Assert.Equal(["1", "next"], versions.GetProperty("versions").EnumerateArray().Select(static version => Text(version, "version")));
        JsonElement model = Assert.Single(models.GetProperty("models").EnumerateArray());
        Assert.Equal(("fraud", 2, "1"), (Text(model, "name"), model.GetProperty("versions").GetInt32(), Text(model.GetProperty("aliases"), "champion")));
    }

    [Fact]
    public async Task Which_kind_of_registry_a_directory_holds_is_found_out()
    {
        await ToolRun.JsonAsync("models", "register", "fraud", Artefact("1"), "--registry", "files:" + _directory.Path);

        JsonElement models = await ToolRun.JsonAsync("models", "list", "--registry", _directory.Path);
        await ToolRun.JsonAsync("models", "register", "fraud", Artefact("2"), "--registry", _directory.Path);

        Assert.Equal(1, models.GetProperty("models").GetArrayLength());
        Assert.True(File.Exists(_directory.File("events.jsonl")));
        Assert.False(File.Exists(_directory.File("modelops.db")));
    }

    [Fact]
    public async Task Tables_show_versions_events_models_and_the_champion()
    {
        string[] store = ["--store", _directory.Path];
        ToolRun registered = await ToolRun.InvokeAsync(["models", "register", "fraud", Artefact("1"), "--alias", "champion", "--reason", "first", .. store]);
        Assert.Contains(Sha256OfOne, registered.Output, StringComparison.Ordinal);
        Assert.Contains("champion = 1", (await ToolRun.InvokeAsync(["models", "list", .. store])).Output, StringComparison.Ordinal);
        Assert.Contains(Sha256OfOne, (await ToolRun.InvokeAsync(["models", "versions", "fraud", .. store])).Output, StringComparison.Ordinal);
        Assert.Contains("first", (await ToolRun.InvokeAsync(["models", "history", "fraud", .. store])).Output, StringComparison.Ordinal);
        Assert.Contains("champion of fraud is version 1", (await ToolRun.InvokeAsync(["models", "resolve", "fraud", .. store])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_say_what_there_is_and_what_to_do()
    {
        string[] store = ["--store", _directory.Path];
        (await ToolRun.InvokeAsync(["models", "list", .. store])).AssertFault(ExitCode.Fault, "There is no registry in", "modelops models register");
        (await ToolRun.InvokeAsync(["models", "register", "fraud", "missing.onnx", .. store])).AssertFault(ExitCode.Fault, "'missing.onnx' cannot be read", "Correct the path");
        (await ToolRun.InvokeAsync(["models", "register", "fraud", Artefact("1"), "--metric", "auc=high", .. store])).AssertFault(ExitCode.Usage, "--metric auc is 'high'");
        (await ToolRun.InvokeAsync(["models", "register", "../fraud", Artefact("1"), .. store])).AssertFault(ExitCode.Fault, "cannot be the name of a model");
        await ToolRun.JsonAsync(["models", "register", "fraud", Artefact("1"), .. store]);
        (await ToolRun.InvokeAsync(["models", "register", "fraud", Artefact("2"), "--version", "1", .. store])).AssertFault(ExitCode.Fault, "A version never changes");
        (await ToolRun.InvokeAsync(["models", "versions", "churn", .. store])).AssertFault(ExitCode.Fault, "There is no model 'churn'", "'fraud'");
        (await ToolRun.InvokeAsync(["models", "history", "churn", .. store])).AssertFault(ExitCode.Fault, "There is no model 'churn'");
        (await ToolRun.InvokeAsync(["models", "resolve", "fraud", .. store])).AssertFault(ExitCode.Fault, "'champion' of model 'fraud' points to no version", "modelops models promote");
        (await ToolRun.InvokeAsync(["models", "promote", "fraud", "9", "--reason", "r", .. store])).AssertFault(ExitCode.Fault, "has no version '9'", "'1'");
        (await ToolRun.InvokeAsync(["models", "rollback", "fraud", "--reason", "r", .. store])).AssertFault(ExitCode.Fault, "Promote one first");
        (await ToolRun.InvokeAsync(["models", "promote", "fraud", "1", "--reason", "r", "--expected", "2", .. store])).AssertFault(ExitCode.Fault, "somebody else moved it");
        (await ToolRun.InvokeAsync(["models", "promote", "fraud", "1", .. store])).AssertFault(ExitCode.Usage, "--reason");
        (await ToolRun.InvokeAsync("models", "list", "--registry", "http://host:5000")).AssertFault(ExitCode.Usage, "http://host:5000", "files:DIR", "mlflow+http://host:port");
        (await ToolRun.InvokeAsync("models", "list", "--registry", "files:")).AssertFault(ExitCode.Usage, "'files:' names no directory");
        (await ToolRun.InvokeAsync("models", "list", "--registry", "")).AssertFault(ExitCode.Usage, "--registry is empty");
        (await ToolRun.InvokeAsync("models", "list", "--registry", "mlflow+sqlite:///x")).AssertFault(ExitCode.Usage, "is not the address of an MLflow server");
    }

    private string Artefact(string content)
    {
        Directory.CreateDirectory(_directory.Path + "-files");
        string path = Path.Combine(_directory.Path + "-files", content + ".onnx");
        File.WriteAllText(path, content);
        return path;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
