using System.Text.Json.Nodes;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Files;

namespace MLOps.Sdk.Tests.Registry;

public sealed class FileModelRegistryTests : DirectoryRegistryContract
{
    private string Aliases => Path.Combine(Location, "aliases.json");

    private string Events => Path.Combine(Location, "events.jsonl");

    private protected override IModelRegistry Open(string location, TimeProvider time) => new FileModelRegistry(location, time);

    [Fact]
    public async Task People_can_read_and_review_the_files()
    {
        await Two();

        JsonNode version = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Location, "models", "fraud", "versions", "v1.json")))!;
        Assert.Equal("v1", (string?)version["version"]);
        Assert.Null(version["aliases"]);
        JsonNode aliases = JsonNode.Parse(await File.ReadAllTextAsync(Aliases))!;
        Assert.Equal("v2", (string?)aliases["aliases"]!["fraud"]!["champion"]);
        string[] events = await File.ReadAllLinesAsync(Events);
        Assert.Equal(["Register", "Register", "Promote", "Promote"], events.Select(line => (string?)JsonNode.Parse(line)!["kind"]));
    }

    [Fact]
    public async Task A_person_can_promote_by_editing_the_aliases()
    {
        await Two();
        long before = await Registry.GetRevisionAsync();
        await File.WriteAllTextAsync(Aliases, (await File.ReadAllTextAsync(Aliases)).Replace("\"champion\": \"v2\"", "\"champion\": \"v1\"", StringComparison.Ordinal));

        Assert.Equal("v1", (await Registry.ResolveAsync("fraud"))!.Version);
        long edited = await Registry.GetRevisionAsync();
        Assert.True(edited > before);
        Assert.Equal("v2", (await Registry.RollbackAsync(new Rollback("fraud", "back to what the history ends with"))).To);
        Assert.True(await Registry.GetRevisionAsync() > edited);
    }

    [Fact]
    public async Task A_checkout_of_an_older_commit_raises_the_revision()
    {
        await Two();
        string old = await File.ReadAllTextAsync(Aliases);
        await Registry.RollbackAsync(new Rollback("fraud", "r"));
        long before = await Registry.GetRevisionAsync();
        await File.WriteAllTextAsync(Aliases, old);

        Assert.True(await Registry.GetRevisionAsync() > before);
    }

    [Fact]
    public async Task A_crash_between_the_change_and_the_history_loses_no_event()
    {
        await Two();
        string[] lines = await File.ReadAllLinesAsync(Events);
        await File.WriteAllTextAsync(Events, string.Join('\n', lines[..^1]) + "\n" + lines[^1][..20]);

        Assert.Equal(4, (await Registry.GetHistoryAsync("fraud")).Count);
        await Registry.RollbackAsync(new Rollback("fraud", "r"));

        string[] repaired = await File.ReadAllLinesAsync(Events);
        Assert.Equal(lines, repaired[..4]);
        Assert.Equal(5, repaired.Length);
    }

    [Fact]
    public async Task A_version_that_a_crash_left_without_an_event_gets_it_when_it_is_registered_again()
    {
        await Two();
        File.Delete(Events);
        File.Delete(Aliases);
        await Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = "v1" });

        RegistryEvent only = Assert.Single(await Registry.GetHistoryAsync("fraud"));
        Assert.Equal((RegistryEventKind.Register, "v1"), (only.Kind, only.To));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("<<<<<<< HEAD")]
    public async Task A_file_that_cannot_be_read_is_named(string contents)
    {
        await Two();
        await File.WriteAllTextAsync(Aliases, contents);

        var refusal = await Assert.ThrowsAsync<RegistryException>(async () => await Registry.ResolveAsync("fraud"));
        await Assert.ThrowsAsync<RegistryException>(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p")));

        Assert.StartsWith($"'{Aliases}' cannot be read:", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(contents, await File.ReadAllTextAsync(Aliases));
    }

    [Fact]
    public async Task An_alias_that_a_person_pointed_out_of_the_directory_is_refused()
    {
        await Two();
        await File.WriteAllTextAsync(Aliases, """{ "aliases": { "fraud": { "champion": "../../../secret" } } }""");

        await Assert.ThrowsAsync<RegistryException>(async () => await Registry.ResolveAsync("fraud"));
    }

    [Fact]
    public async Task Going_back_to_a_version_whose_file_is_gone_is_refused()
    {
        await Two();
        File.Delete(Path.Combine(Location, "models", "fraud", "versions", "v1.json"));

        await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.RollbackAsync(new Rollback("fraud", "r")));
        Assert.Equal("v2", (await Registry.ResolveAsync("fraud"))!.Version);
    }

    private async Task Two()
    {
        await Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = "v1" });
        await Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = "v2" });
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
        await Registry.PromoteAsync(new AliasChange("fraud", "v2", "second"));
    }
}
