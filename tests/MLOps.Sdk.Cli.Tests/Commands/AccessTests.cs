using System.Text.Json;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

/// <summary>Every command that reads predictions leaves a record of who did: one test for each.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string Id = "{id}", Out = "{out}";

    private readonly SampleStore _store = new();
    private readonly TemporaryDirectory _elsewhere = new();

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(_elsewhere.Path);
        return _store.InitializeAsync();
    }

    public Task DisposeAsync()
    {
        _elsewhere.Dispose();
        return _store.DisposeAsync();
    }

    [Theory]
    [InlineData("access", "query", 10, "predictions", "query", "--model", "fraud", "--limit", "10")]
    [InlineData("access", "query", 0, "predictions", "query", "--subject", "nobody")]
    [InlineData("access", "get", 1, "predictions", "get", Id)]
    [InlineData("access", "explain", 1, "explain", Id)]
    [InlineData("export", "export", SampleStore.Calls, "export", "--format", "csv", "--out", Out)]
    [InlineData("export", "export", 1, "export", "--format", "jsonl", "--subject", "customer-7")]
    [InlineData("bundle", null, 1, "bundle", "create", "--subject", "customer-7", "--out", Out)]
    [InlineData("backup", null, null, "backup", "--out", Out)]
    [InlineData("access", "evaluate", null, "evaluate", "--model", "fraud")]
    [InlineData("access", "drift", null, "drift", "--model", "fraud", "--reference-from", "2020-01-01", "--reference-to", "2100-01-01")]
    public async Task Reading_predictions_is_recorded(string kind, string? key, int? count, params string[] arguments)
    {
        string[] full = [.. arguments.Select(Fill), "--store", _store.Path];
        ToolRun run = await ToolRun.InvokeAsync(full);

        (string Kind, string? Key, long? Count, string Actor, JsonElement Details)[] events = [.. Read().Where(one => one.Kind == kind)];
        Assert.True(events.Length == 1, $"{run.ExitCode}: {run.Error}");
        if (key is not null)
            Assert.Equal(key, events[0].Key);
        if (count is { } expected)
            Assert.Equal(expected, events[0].Count);
        else if (kind == "access")
            Assert.True(events[0].Count > 100, $"{events[0].Count}");
        Assert.Equal(Environment.UserName, events[0].Actor);
        Assert.DoesNotContain("customer-7", events[0].Details.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await ToolRun.InvokeAsync("verify", "--store", _store.Path)).ExitCode);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("verify")]
    [InlineData("costs")]
    [InlineData("alerts", "list")]
    [InlineData("drift", "windows", "--model", "fraud")]
    [InlineData("checkpoint")]
    [InlineData("models", "list")]
    public async Task What_shows_no_single_prediction_is_not(params string[] arguments)
    {
        Assert.Equal(ExitCode.Ok, (await ToolRun.InvokeAsync([.. arguments, "--store", _store.Path])).ExitCode);

        Assert.DoesNotContain(Read(), static one => one.Kind is "access" or "export");
    }

    [Fact]
    public async Task What_was_read_before_a_fault_is_recorded()
    {
        ToolRun run = await ToolRun.InvokeAsync("quality", "--model", "fraud", "--schema", await EmptySchemaAsync(), "--store", _store.Path);

        Assert.True(run.ExitCode is ExitCode.Ok or ExitCode.Fault, run.Error);
        Assert.Contains(Read(), static one => one is { Kind: "access", Key: "quality", Count: > 0 });
    }

    private async Task<string> EmptySchemaAsync()
    {
        string path = Path.Combine(_elsewhere.Path, "schema.json");
        await File.WriteAllTextAsync(path, """{"features":[{"name":"amount","kind":"numeric"}]}""");
        return path;
    }

    private string Fill(string argument) => argument switch
    {
        Id => _store.Annotated.ToString(),
        Out => Path.Combine(_elsewhere.Path, "out"),
        _ => argument,
    };

    private List<(string Kind, string? Key, long? Count, string Actor, JsonElement Details)> Read()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_store.Path, "modelops.db")};Pooling=false;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT kind, key, count, actor, details FROM events ORDER BY position";
        using SqliteDataReader row = command.ExecuteReader();
        var events = new List<(string, string?, long?, string, JsonElement)>();
        while (row.Read())
        {
            events.Add((row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.GetString(3),
                JsonDocument.Parse(row.GetString(4)).RootElement));
        }

        return events;
    }
}
