using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class DrillCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string[] _store;

    public DrillCommandTests()
    {
        Directory.CreateDirectory(_directory.Path);
        _store = ["--store", _directory.File("store")];
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_drill_goes_back_on_a_copy_and_leaves_its_time_in_the_history()
    {
        await RegisterAsync("1");
        await RegisterAsync("2");

        JsonElement drill = await ToolRun.JsonAsync(["drill", "rollback", "sign", "--limit", "20000", .. _store]);
        JsonElement champion = await ToolRun.JsonAsync(["models", "resolve", "sign", .. _store]);
        JsonElement history = await ToolRun.JsonAsync(["models", "history", "sign", .. _store]);

        Assert.Equal(("pass", "2", "1"), (drill.GetProperty("verdict").GetString(), drill.GetProperty("from").GetString(), drill.GetProperty("to").GetString()));
        Assert.InRange(drill.GetProperty("milliseconds").GetDouble(), 0.01, 20_000);
        Assert.Equal("2", champion.GetProperty("version").GetString());
        Assert.Equal("rollback", history.GetProperty("events").EnumerateArray().Last().GetProperty("data").GetProperty("drill").GetString());
    }

    [Fact]
    public async Task A_model_that_cannot_go_back_says_so()
    {
        await RegisterAsync("1");

        (await ToolRun.InvokeAsync(["drill", "rollback", "sign", .. _store])).AssertFault(ExitCode.Fault, "nothing to go back to", "Promote a second version");
    }

    private async Task RegisterAsync(string version)
    {
        string file = _directory.File(version);
        await File.WriteAllTextAsync(file, version);
        await ToolRun.JsonAsync(["models", "register", "sign", file, "--version", version, "--alias", "champion", "--reason", "r", .. _store]);
    }
}
