using System.Text.Json;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class VerifyCommandTests : IAsyncLifetime
{
    private readonly SampleStore _store = new();
    private readonly TemporaryDirectory _elsewhere = new();

    public Task InitializeAsync() => _store.InitializeAsync();

    public Task DisposeAsync()
    {
        _elsewhere.Dispose();
        return _store.DisposeAsync();
    }

    [Fact]
    public async Task A_store_that_nobody_changed_is_valid()
    {
        JsonElement json = await ToolRun.JsonAsync("verify", "--store", _store.Path);

        Assert.True(json.GetProperty("valid").GetBoolean());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("firstDifference").ValueKind);
        Assert.True(json.GetProperty("records").GetInt64() >= SampleStore.Calls + 2); // an action and an outcome
        Assert.True(json.GetProperty("segments").GetInt64() >= 1);
        Assert.Equal(JsonValueKind.Array, json.GetProperty("gaps").ValueKind);
    }

    [Fact]
    public async Task An_edited_record_is_named_and_the_exit_code_says_no()
    {
        long position = (await ToolRun.JsonAsync("predictions", "get", _store.Annotated.ToString(), "--store", _store.Path)).GetProperty("position").GetInt64();
        Execute($"UPDATE predictions SET output = 0.9 WHERE id = '{_store.Annotated}'");

        ToolRun run = await ToolRun.InvokeAsync("verify", "--store", _store.Path, "--format", "json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        JsonElement difference = run.Json.GetProperty("firstDifference");
        Assert.Equal(_store.Annotated.ToString(), difference.GetProperty("id").GetString());
        Assert.Equal(position, difference.GetProperty("position").GetInt64());
        Assert.Equal("edited", difference.GetProperty("kind").GetString());
        ToolRun table = await ToolRun.InvokeAsync("verify", "--store", _store.Path);
        Assert.Equal(ExitCode.Failed, table.ExitCode);
        Assert.Contains("NOT VALID", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_kept_elsewhere_finds_a_store_that_was_put_back()
    {
        string file = _elsewhere.File("checkpoints.jsonl");
        Assert.Equal(0, (await ToolRun.InvokeAsync("checkpoint", "--store", _store.Path, "--to", file)).ExitCode);
        Assert.Equal(0, (await ToolRun.InvokeAsync("verify", "--store", _store.Path, "--checkpoint", file)).ExitCode);

        Execute("DELETE FROM predictions; DELETE FROM actions; DELETE FROM outcomes; DELETE FROM events; DELETE FROM chain_segments; UPDATE chain_head SET segments = 0, records = 0, hash = genesis");

        Assert.Equal(0, (await ToolRun.InvokeAsync("verify", "--store", _store.Path)).ExitCode);
        ToolRun run = await ToolRun.InvokeAsync("verify", "--store", _store.Path, "--checkpoint", file, "--format", "json");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal("rolledBack", run.Json.GetProperty("firstDifference").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_file_that_holds_no_checkpoint_is_a_fault()
    {
        string file = _elsewhere.File("checkpoints.jsonl");
        Directory.CreateDirectory(_elsewhere.Path);
        await File.WriteAllTextAsync(file, "{}");
        (await ToolRun.InvokeAsync("verify", "--store", _store.Path, "--checkpoint", file)).AssertFault(ExitCode.Fault, "Line 1 is not a checkpoint");
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_store.Path, "modelops.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
