using System.Text.Json;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class CopyCommandTests : IAsyncLifetime
{
    private readonly SampleStore _store = new();
    private readonly TemporaryDirectory _elsewhere = new();

    private string Copy => _elsewhere.File("copy");

    private string Checkpoints => _elsewhere.File("checkpoints.jsonl");

    public Task InitializeAsync() => _store.InitializeAsync();

    public Task DisposeAsync()
    {
        _elsewhere.Dispose();
        return _store.DisposeAsync();
    }

    [Fact]
    public async Task A_backup_is_a_store_that_verifies_against_the_checkpoint_of_the_original_and_is_restored()
    {
        await CheckpointAsync();
        JsonElement backup = await ToolRun.JsonAsync("backup", "--out", Copy, "--store", _store.Path);
        Assert.True(backup.GetProperty("valid").GetBoolean());
        Assert.Equal(SampleStore.Calls, (await ToolRun.JsonAsync("status", "--store", Copy)).GetProperty("store").GetProperty("rows").GetInt32());
        Execute(_store.Path, "DELETE FROM predictions");
        Assert.Equal(ExitCode.Failed, (await ToolRun.InvokeAsync("verify", "--store", _store.Path)).ExitCode);

        (await ToolRun.InvokeAsync("restore", "--from", Copy, "--store", _store.Path)).AssertFault(ExitCode.Fault, "holds a store", "--replace", "Nothing was changed");
        Assert.Equal(0, (await ToolRun.InvokeAsync("restore", "--from", Copy, "--store", _store.Path, "--replace", "--checkpoint", Checkpoints)).ExitCode);

        Assert.Equal(0, (await ToolRun.InvokeAsync("verify", "--store", _store.Path, "--checkpoint", Checkpoints)).ExitCode);
        Assert.Equal(SampleStore.Calls, (await ToolRun.JsonAsync("status", "--store", _store.Path)).GetProperty("store").GetProperty("rows").GetInt32());
        Assert.Single(Directory.GetFiles(_store.Path, "modelops.db.replaced-*Z"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Copy, "modelops.db")));
    }

    [Fact]
    public async Task A_backup_that_was_edited_is_not_restored()
    {
        await ToolRun.JsonAsync("backup", "--out", Copy, "--store", _store.Path);
        Execute(Copy, $"UPDATE predictions SET output = 0.9 WHERE id = '{_store.Annotated}'");

        ToolRun run = await ToolRun.InvokeAsync("restore", "--from", Copy, "--store", _store.Path, "--replace", "--format", "json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(_store.Annotated.ToString(), run.Json.GetProperty("firstDifference").GetProperty("id").GetString());
        Assert.Empty(Directory.GetFiles(_store.Path, "modelops.db.replaced-*"));
        Assert.Equal(0, (await ToolRun.InvokeAsync("verify", "--store", _store.Path)).ExitCode);
    }

    [Fact]
    public async Task A_backup_overwrites_no_store()
    {
        await ToolRun.JsonAsync("backup", "--out", Copy, "--store", _store.Path);
        (await ToolRun.InvokeAsync("backup", "--out", Copy, "--store", _store.Path)).AssertFault(ExitCode.Fault, "holds a store already");
    }

    [Fact]
    public async Task An_erasure_names_the_copies_that_it_cannot_reach()
    {
        await ToolRun.JsonAsync("backup", "--out", Copy, "--store", _store.Path);
        await ToolRun.JsonAsync("bundle", "create", "--out", _elsewhere.File("bundle"), "--store", _store.Path);

        JsonElement erased = await ToolRun.JsonAsync("erase", "--subject", "customer-7", "--store", _store.Path);

        Assert.Equal([_elsewhere.File("bundle"), Copy], erased.GetProperty("exports").EnumerateArray().Select(static file => file.GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_bundle_about_a_subject_verifies_without_the_store_and_holds_nobody_else()
    {
        await CheckpointAsync();
        JsonElement made = await ToolRun.JsonAsync("bundle", "create", "--subject", "customer-7", "--out", Copy, "--store", _store.Path);
        Assert.True(made.GetProperty("valid").GetBoolean());
        Assert.True(made.GetProperty("records").GetInt64() >= 3); // a prediction, an action, an outcome; events
        Assert.True(made.GetProperty("chainRecords").GetInt64() >= SampleStore.Calls);
        Directory.Move(_store.Path, _elsewhere.File("gone"));

        Assert.Equal(0, (await ToolRun.InvokeAsync("bundle", "verify", Copy, "--checkpoint", Checkpoints)).ExitCode);
        JsonElement found = Assert.Single((await ToolRun.JsonAsync("predictions", "query", "--store", Copy)).GetProperty("predictions").EnumerateArray());
        Assert.Equal(_store.Annotated.ToString(), found.GetProperty("id").GetString());
        Assert.Equal("block", found.GetProperty("action").GetString());
        Directory.Move(_elsewhere.File("gone"), _store.Path);
    }

    [Theory]
    [InlineData("UPDATE predictions SET output = 0.9", "edited")]
    [InlineData("UPDATE chain_segments SET hash = randomblob(32) WHERE number = 1", "spliced")]
    [InlineData("INSERT INTO predictions SELECT 999999, 'x', time, model, version, variant, status, output, output_label, latency_us, cost_pico, subject, trace_id, span_id, error_type, truncated, capture_failed, tags, features, raw_input, raw_output, cut, salt FROM predictions LIMIT 1", "inserted")]
    public async Task A_bundle_that_was_changed_does_not_verify(string change, string kind)
    {
        await ToolRun.JsonAsync("bundle", "create", "--subject", "customer-7", "--out", Copy, "--store", _store.Path);
        Execute(Copy, change);

        ToolRun run = await ToolRun.InvokeAsync("bundle", "verify", Copy, "--format", "json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(kind, run.Json.GetProperty("firstDifference").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_bundle_of_another_store_does_not_fit_the_checkpoint()
    {
        await CheckpointAsync();
        var other = new SampleStore();
        await other.InitializeAsync();
        await ToolRun.JsonAsync("bundle", "create", "--model", "fraud", "--out", Copy, "--store", other.Path);

        ToolRun run = await ToolRun.InvokeAsync("bundle", "verify", Copy, "--checkpoint", Checkpoints, "--format", "json");

        Assert.Equal("rechained", run.Json.GetProperty("firstDifference").GetProperty("kind").GetString());
        await other.DisposeAsync();
    }

    private async Task CheckpointAsync()
    {
        Directory.CreateDirectory(_elsewhere.Path);
        Assert.Equal(0, (await ToolRun.InvokeAsync("checkpoint", "--store", _store.Path, "--to", Checkpoints)).ExitCode);
    }

    private static void Execute(string store, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(store, "modelops.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
