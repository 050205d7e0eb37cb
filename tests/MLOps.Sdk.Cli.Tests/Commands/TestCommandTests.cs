using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.MLflow;
using MLOps.Sdk.MLflow.Tests.Server;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Files;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

/// <summary>A/B tests and bandits by the tool, on every kind of registry.</summary>
public sealed class TestCommandTests : IDisposable
{
    private static readonly string[] Halves = ["--variant", "A=v1:0.5", "--variant", "B=v2:0.5", "--reason", "which is better"];

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeMlflow _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("store")]
    [InlineData("files")]
    [InlineData("mlflow")]
    public async Task A_test_is_started_followed_by_apps_and_stopped_with_what_it_counted(string kind)
    {
        string[] place = await RegistryAsync(kind);
        JsonElement started = await ToolRun.JsonAsync(["test", "start", "fraud", .. Halves, "--by", "ann", .. place]);
        await CallAsync(kind, 200);
        JsonElement status = await ToolRun.JsonAsync(["test", "status", "fraud", .. place]);
        ToolRun table = await ToolRun.InvokeAsync(["test", "status", "fraud", .. place]);
        JsonElement stopped = await ToolRun.JsonAsync(["test", "stop", "fraud", "--reason", "seen enough", "--expected", status.GetProperty("sequence").GetRawText(), .. place]);

        Assert.Equal(("running", "test", "ann", JsonValueKind.Null), (Text(started, "state"), Text(started, "kind"), Text(started, "actor"), started.GetProperty("bandit").ValueKind));
        Assert.Equal(["A v1 0.5", "B v2 0.5"], started.GetProperty("variants").EnumerateArray().Select(static variant => $"{Text(variant, "name")} {Text(variant, "version")} {variant.GetProperty("share")}"));
        Assert.Equal(JsonValueKind.Null, started.GetProperty("arms").ValueKind);
        JsonElement[] arms = [.. status.GetProperty("arms").EnumerateArray()];
        Assert.Equal(["A", "B"], arms.Select(static arm => Text(arm, "name")));
        Assert.Equal(200, arms.Sum(static arm => arm.GetProperty("calls").GetInt32()));
        Assert.All(arms, static arm => Assert.InRange(arm.GetProperty("calls").GetInt32(), 60, 140));
        Assert.Equal((JsonValueKind.Null, "inconclusive"), (arms[0].GetProperty("verdict").ValueKind, Text(arms[1], "verdict")));
        Assert.Equal(("inconclusive", 1), (Text(status, "verdict"), status.GetProperty("processes").GetInt32()));
        Assert.Contains("a test: people decide", table.Output, StringComparison.Ordinal);
        Assert.Equal("stopped", Text(stopped, "state"));
        Assert.StartsWith($"v1: {arms[0].GetProperty("calls")} calls, 0 errors", Text(stopped, "evidence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bandit_is_started_with_its_epoch_and_floor()
    {
        string[] place = await RegistryAsync("store");
        string[] three = ["--variant", "A=v1:0.4", "--variant", "B=v2:0.3", "--variant", "C=v3:0.3", "--reason", "r"];
        JsonElement started = await ToolRun.JsonAsync(["test", "start", "fraud", .. three, "--bandit", "--epoch", "2h", "--floor", "0.1", .. place]);
        ToolRun table = await ToolRun.InvokeAsync(["test", "status", "fraud", .. place]);

        Assert.Equal((7200, 0.1), (started.GetProperty("bandit").GetProperty("epochSeconds").GetInt32(), started.GetProperty("bandit").GetProperty("floor").GetDouble()));
        Assert.Equal(3, started.GetProperty("variants").GetArrayLength());
        Assert.Contains("shares follow the outcomes every 02:00:00", table.Output, StringComparison.Ordinal);
        await ToolRun.JsonAsync(["test", "stop", "fraud", "--reason", "r", .. place]);
        (await ToolRun.InvokeAsync(["test", "start", "fraud", .. three, "--bandit", "--floor", "0.5", .. place])).AssertFault(ExitCode.Fault, "BanditRules.Floor is 0.5 for 3 variants");
        (await ToolRun.InvokeAsync(["test", "start", "fraud", .. three, "--epoch", "2h", .. place])).AssertFault(ExitCode.Usage, "Add --bandit");
        (await ToolRun.InvokeAsync(["test", "start", "fraud", .. three, "--bandit", "--epoch", "soon", .. place])).AssertFault(ExitCode.Usage, "'soon', which is not a time");
    }

    [Fact]
    public async Task What_is_wrong_with_a_test_is_said_and_nothing_is_started()
    {
        string[] place = await RegistryAsync("files");
        string[] Start(params string[] variants) => ["test", "start", "fraud", .. variants.SelectMany(static variant => new[] { "--variant", variant }), "--reason", "r", .. place];

        (await ToolRun.InvokeAsync(Start("A=v1:0.5", "B=v2:0.4"))).AssertFault(ExitCode.Fault, "sum to 0.9, not to 1: A 0.5, B 0.4");
        (await ToolRun.InvokeAsync(Start("A=v1:0.5", "B=:0.5"))).AssertFault(ExitCode.Fault, "Variant 'B' of the test of model 'fraud' has no version");
        (await ToolRun.InvokeAsync(Start("A=v1:0.5", "B=v9:0.5"))).AssertFault(ExitCode.Fault, "has no version 'v9'");
        (await ToolRun.InvokeAsync(Start("A=v2:0.5", "B=v1:0.5"))).AssertFault(ExitCode.Fault, "Put the champion's variant first");
        (await ToolRun.InvokeAsync(Start("A=v1:1"))).AssertFault(ExitCode.Fault, "has 1 variants");
        (await ToolRun.InvokeAsync(Start("A=v1:half", "B=v2:0.5"))).AssertFault(ExitCode.Usage, "'A=v1:half', which is not NAME=VERSION:SHARE");
        (await ToolRun.InvokeAsync(Start())).AssertFault(ExitCode.Usage, "--variant");
        (await ToolRun.InvokeAsync(["test", "status", "fraud", .. place])).AssertFault(ExitCode.Fault, "has had no rollout", "modelops test start fraud");
        (await ToolRun.InvokeAsync(["test", "stop", "fraud", "--reason", "r", .. place])).AssertFault(ExitCode.Fault, "has no test that is running");
    }

    [Fact]
    public async Task A_canary_is_no_test_and_a_second_rollout_is_refused()
    {
        string[] place = await RegistryAsync("store");
        await ToolRun.JsonAsync(["canary", "start", "fraud", "v2", "--reason", "r", .. place]);
        (await ToolRun.InvokeAsync(["test", "stop", "fraud", "--reason", "r", .. place])).AssertFault(ExitCode.Fault, "is a canary, not a test", "modelops canary abort fraud");
        (await ToolRun.InvokeAsync(["test", "start", "fraud", .. Halves, .. place])).AssertFault(ExitCode.Fault, "has a rollout already");
        await ToolRun.JsonAsync(["canary", "abort", "fraud", "--reason", "r", .. place]);
        await ToolRun.JsonAsync(["test", "start", "fraud", .. Halves, .. place]);

        (await ToolRun.InvokeAsync(["canary", "start", "fraud", "v3", "--reason", "r", .. place])).AssertFault(ExitCode.Fault, "modelops test stop fraud");
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private async Task<string[]> RegistryAsync(string kind)
    {
        IModelRegistry registry = Open(kind);
        foreach (string version in new[] { "v1", "v2", "v3" })
            await registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = version });
        await registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
        return ["--registry", kind == "mlflow" ? "mlflow+" + _server.Address : kind == "files" ? "files:" + _directory.File("files") : _directory.Path];
    }

    /// <summary>An app that follows the registry, from its start to its end.</summary>
    private async Task CallAsync(string kind, int calls)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Open(kind));
        services.AddModelOps(options => options.Directory = _directory.Path)
            .AddModel<double, double>("fraud", static model => model.Feature(static x => x, "x").Subject(static x => $"user {x}")
                .Version("v1", static x => x).Version("v2", static x => 2 * x).Version("v3", static x => 3 * x));
        await using ServiceProvider app = services.BuildServiceProvider();
        var predictor = app.GetRequiredService<IPredictor<double, double>>();
        for (int i = 0; i < calls; i++)
            await predictor.PredictAsync(i);
        await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(20));
    }

    private IModelRegistry Open(string kind) => kind switch
    {
        "mlflow" => new MlflowModelRegistry(new MlflowOptions { Server = _server.Address, CacheDirectory = _directory.File("cache") }, TimeProvider.System),
        "files" => new FileModelRegistry(_directory.File("files"), TimeProvider.System),
        _ => new SqliteModelRegistry(_directory.Path, TimeProvider.System),
    };
}
