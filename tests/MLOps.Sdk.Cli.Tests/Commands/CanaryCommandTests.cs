using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class CanaryCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string[] _registry;

    public CanaryCommandTests() => _registry = ["--registry", _directory.Path];

    public async Task InitializeAsync()
    {
        using var registry = new SqliteModelRegistry(_directory.Path, TimeProvider.System);
        foreach (string version in new[] { "v1", "v2", "v3" })
            await registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = version });
        await registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_canary_is_started_ramped_and_promoted()
    {
        JsonElement started = await ToolRun.JsonAsync(["canary", "start", "fraud", "v2", "--reason", "try", "--steps", "0.05:10m,0.5:1h", "--by", "ann", .. _registry]);
        JsonElement ramped = await ToolRun.JsonAsync(["canary", "ramp", "fraud", "--reason", "well", .. _registry]);
        JsonElement status = await ToolRun.JsonAsync(["canary", "status", "fraud", .. _registry]);
        JsonElement promoted = await ToolRun.JsonAsync(["canary", "promote", "fraud", "--reason", "good", "--expected", status.GetProperty("sequence").GetRawText(), .. _registry]);
        JsonElement champion = await ToolRun.JsonAsync(["models", "resolve", "fraud", .. _registry]);
        ToolRun table = await ToolRun.InvokeAsync(["canary", "status", "fraud", .. _registry]);

        Assert.Equal(("running", "canary", "ann", 1), (started.GetProperty("state").GetString(), started.GetProperty("kind").GetString(), started.GetProperty("actor").GetString(), started.GetProperty("step").GetInt32()));
        Assert.Equal([600, 3600], started.GetProperty("steps").EnumerateArray().Select(static step => step.GetProperty("seconds").GetInt32()));
        Assert.Equal(["champion v1 0.95", "canary v2 0.05"], started.GetProperty("variants").EnumerateArray().Select(static variant => $"{variant.GetProperty("name")} {variant.GetProperty("version")} {variant.GetProperty("share")}"));
        Assert.Equal(2, ramped.GetProperty("step").GetInt32());
        Assert.All(["rollout", "step", "variants", "stepAt", "reason", "sequence"], key => Assert.Equal(ramped.GetProperty(key).GetRawText(), status.GetProperty(key).GetRawText()));
        Assert.Equal([0, 0], status.GetProperty("arms").EnumerateArray().Select(static arm => arm.GetProperty("calls").GetInt32())); // nobody has counted anything
        Assert.Equal(("promoted", "v2"), (promoted.GetProperty("state").GetString(), champion.GetProperty("version").GetString()));
        Assert.Contains("promoted", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_was_rolled_back_is_tried_again_only_when_somebody_decides_so()
    {
        string[] start = ["canary", "start", "fraud", "v2", "--reason", "try", .. _registry];
        await ToolRun.JsonAsync(start);
        (await ToolRun.InvokeAsync(["canary", "start", "fraud", "v3", "--reason", "try", .. _registry])).AssertFault(ExitCode.Fault, "has a rollout already", "modelops canary promote|abort fraud");
        JsonElement back = await ToolRun.JsonAsync(["canary", "rollback", "fraud", "--reason", "slow", .. _registry]);
        (await ToolRun.InvokeAsync(start)).AssertFault(ExitCode.Fault, "was rejected at", "slow", "--override NAME");
        JsonElement again = await ToolRun.JsonAsync([.. start, "--override", "ann"]);
        JsonElement aborted = await ToolRun.JsonAsync(["canary", "abort", "fraud", "--reason", "enough", .. _registry]);

        Assert.Equal(("rolled-back", "running", "stopped"), (back.GetProperty("state").GetString(), again.GetProperty("state").GetString(), aborted.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_shadow_is_started_and_stopped()
    {
        JsonElement started = await ToolRun.JsonAsync(["shadow", "start", "fraud", "v2", "--sample", "0.2", "--reason", "look", .. _registry]);
        JsonElement stopped = await ToolRun.JsonAsync(["shadow", "stop", "fraud", "v2", "--reason", "seen", .. _registry]);
        (await ToolRun.InvokeAsync(["shadow", "start", "fraud", "v2", "--sample", "2", "--reason", "look", .. _registry])).AssertFault(ExitCode.Fault, "it must be above 0 and at most 1");

        JsonElement shadow = Assert.Single(started.GetProperty("shadows").EnumerateArray());
        Assert.Equal(("v2", 0.2, "none"), (shadow.GetProperty("version").GetString(), shadow.GetProperty("sample").GetDouble(), started.GetProperty("state").GetString()));
        Assert.Empty(stopped.GetProperty("shadows").EnumerateArray());
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_a_ramp_is_said()
    {
        (await ToolRun.InvokeAsync(["canary", "status", "fraud", .. _registry])).AssertFault(ExitCode.Fault, "has had no rollout");
        (await ToolRun.InvokeAsync(["canary", "status", "nosuch", .. _registry])).AssertFault(ExitCode.Fault, "There is no model 'nosuch'");
        (await ToolRun.InvokeAsync(["canary", "promote", "fraud", "--reason", "r", .. _registry])).AssertFault(ExitCode.Fault, "has no canary");
        (await ToolRun.InvokeAsync(["canary", "start", "fraud", "v9", "--reason", "r", .. _registry])).AssertFault(ExitCode.Fault, "has no version 'v9'");
        (await ToolRun.InvokeAsync(["canary", "start", "fraud", "v2", "--reason", "r", "--steps", "a tenth", .. _registry])).AssertFault(ExitCode.Usage, "'a tenth', which is not SHARE:TIME");
        (await ToolRun.InvokeAsync(["canary", "start", "fraud", "v2", "--reason", "r", "--steps", "0.5:1m,0.1:1m", .. _registry])).AssertFault(ExitCode.Fault, "share 0.1 after 0.5");
    }
}
