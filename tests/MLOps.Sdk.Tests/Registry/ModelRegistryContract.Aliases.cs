using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Tests.Registry;

public abstract partial class ModelRegistryContract
{
    [Fact]
    public async Task A_promotion_moves_the_alias_and_is_one_event()
    {
        await RegisterThree();
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
        RegistryEvent promoted = await Registry.PromoteAsync(new AliasChange("fraud", "v2", "better AUC") { Actor = "ann", Expected = "v1" });

        Assert.Equal((RegistryEventKind.Promote, "champion", "v1", "v2", "ann", "better AUC"),
            (promoted.Kind, promoted.Alias, promoted.From, promoted.To, promoted.Actor, promoted.Reason));
        ModelVersion champion = (await Open().ResolveAsync("fraud"))!;
        Assert.Equal("v2", champion.Version);
        Assert.Equal(["champion"], champion.Aliases);
        Assert.Empty((await Registry.FindAsync("fraud", "v1"))!.Aliases);
        Assert.Equal(promoted, (await Open().GetHistoryAsync("fraud"))[^1]);
    }

    [Fact]
    public async Task History_tells_who_did_what_when_and_why()
    {
        await Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = "v1", Actor = "ci", Reason = "nightly" });
        await Registry.RegisterAsync(new VersionRegistration { Model = "churn", Version = "v1" });
        await Register("v2");
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
        await Registry.PromoteAsync(new AliasChange("fraud", "v2", "second"));
        await Registry.RollbackAsync(new Rollback("fraud", "worse") { Actor = "bob" });

        IReadOnlyList<RegistryEvent> history = await Registry.GetHistoryAsync("fraud");
        string somebody = $"{Environment.UserName}@{Environment.MachineName}";

        Assert.Equal(
            [
                (RegistryEventKind.Register, null, null, "v1", "ci", "nightly"),
                (RegistryEventKind.Register, null, null, "v2", somebody, null),
                (RegistryEventKind.Promote, "champion", null, "v1", somebody, "first"),
                (RegistryEventKind.Promote, "champion", "v1", "v2", somebody, "second"),
                (RegistryEventKind.Rollback, "champion", "v2", "v1", "bob", "worse"),
            ],
            history.Select(e => (e.Kind, e.Alias, e.From, e.To, e.Actor, e.Reason)));
        Assert.Equal(history.Select(e => e.Sequence).Order().Distinct(), history.Select(e => e.Sequence));
        Assert.Equal(history.Select(e => e.Time).Order().Distinct(), history.Select(e => e.Time));
    }

    [Fact]
    public async Task Rolling_back_twice_goes_back_two_versions_and_then_there_is_nothing_left()
    {
        await PromoteThree();

        Assert.Equal("v2", (await Registry.RollbackAsync(new Rollback("fraud", "r"))).To);
        Assert.Equal("v1", (await Open().RollbackAsync(new Rollback("fraud", "r"))).To);
        var nothing = await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.RollbackAsync(new Rollback("fraud", "r")));

        Assert.Contains("points to 'v1', and before it to no version that was not rolled back from", nothing.Message, StringComparison.Ordinal);
        Assert.Equal("v1", (await Registry.ResolveAsync("fraud"))!.Version);
    }

    [Fact]
    public async Task A_promotion_after_rollbacks_goes_back_to_the_version_it_replaced()
    {
        await PromoteThree();
        await Registry.RollbackAsync(new Rollback("fraud", "r"));
        await Registry.RollbackAsync(new Rollback("fraud", "r"));
        await Registry.PromoteAsync(new AliasChange("fraud", "v3", "again"));

        Assert.Equal("v1", (await Registry.RollbackAsync(new Rollback("fraud", "r"))).To);
        await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.RollbackAsync(new Rollback("fraud", "r")));
    }

    [Fact]
    public async Task Promoting_the_version_that_answers_already_does_not_make_rollback_stand_still()
    {
        await RegisterThree();
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p"));
        await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p"));
        RegistryEvent same = await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p"));

        Assert.Equal(("v2", "v2"), (same.From, same.To));
        Assert.Equal("v1", (await Registry.RollbackAsync(new Rollback("fraud", "r"))).To);
    }

    [Fact]
    public async Task Aliases_move_and_go_back_apart_from_each_other()
    {
        await RegisterThree();
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p"));
        await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p") { Alias = "challenger" });
        await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p"));
        await Registry.PromoteAsync(new AliasChange("fraud", "v3", "p") { Alias = "challenger" });

        await Registry.RollbackAsync(new Rollback("fraud", "r"));

        Assert.Equal("v1", (await Registry.ResolveAsync("fraud"))!.Version);
        Assert.Equal("v3", (await Registry.ResolveAsync("fraud", "challenger"))!.Version);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("")]
    public async Task An_alias_that_points_elsewhere_than_expected_is_not_moved(string expected)
    {
        await RegisterThree();
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p"));

        var promote = await Assert.ThrowsAsync<RegistryConflictException>(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v3", "p") { Expected = expected }));
        await Assert.ThrowsAsync<RegistryConflictException>(async () => await Registry.RollbackAsync(new Rollback("fraud", "r") { Expected = expected }));

        Assert.Contains("points to 'v1', not to", promote.Message, StringComparison.Ordinal);
        Assert.Equal("v1", (await Registry.ResolveAsync("fraud"))!.Version);
        Assert.Equal(4, (await Registry.GetHistoryAsync("fraud")).Count);
    }

    [Fact]
    public async Task Nothing_yet_can_be_expected()
    {
        await RegisterThree();

        await Assert.ThrowsAsync<RegistryConflictException>(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p") { Expected = "v2" }));
        Assert.Null((await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p") { Expected = "" })).From);
    }

    [Fact]
    public async Task Models_versions_and_aliases_that_do_not_exist_are_named()
    {
        await Register("v1");
        await Register("v2");

        var model = await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.PromoteAsync(new AliasChange("freud", "v1", "p")));
        var version = await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v7", "p")));
        var alias = await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.RollbackAsync(new Rollback("fraud", "r") { Alias = "canary" }));
        var rollback = await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.RollbackAsync(new Rollback("freud", "r")));

        Assert.StartsWith("There is no model 'freud' in ", model.Message, StringComparison.Ordinal);
        Assert.StartsWith("Model 'fraud' has no version 'v7'. It has 'v1', 'v2'.", version.Message, StringComparison.Ordinal);
        Assert.StartsWith("Alias 'canary' of model 'fraud' points to no version.", alias.Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no model 'freud' in ", rollback.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task A_change_without_a_reason_is_refused(string reason)
    {
        await Register("v1");

        await Assert.ThrowsAsync<RegistryException>(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v1", reason)));
        await Assert.ThrowsAsync<RegistryException>(async () => await Registry.RollbackAsync(new Rollback("fraud", reason)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("%252e%252e")]
    [InlineData("nul\0")]
    [InlineData("line\nbreak")]
    [InlineData("C:")]
    [InlineData("CON")]
    [InlineData("com1.json")]
    [InlineData("dot.")]
    [InlineData("space ")]
    [InlineData("right\u202Eleft")]
    [InlineData("half\uD800")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task Names_that_could_lead_out_of_a_directory_are_refused_everywhere(string name)
    {
        await Register("v1");
        string before = StateOf(Location);

        async Task Refused(Func<Task> act) => Assert.Contains("cannot be the name of a", (await Assert.ThrowsAsync<RegistryException>(act)).Message, StringComparison.Ordinal);
        await Refused(async () => await Registry.RegisterAsync(new VersionRegistration { Model = name }));
        await Refused(async () => await Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = name, Artifact = new byte[] { 5 } }));
        await Refused(async () => await Registry.FindAsync(name, "v1"));
        await Refused(async () => await Registry.FindAsync("fraud", name));
        await Refused(async () => await Registry.ResolveAsync("fraud", name));
        await Refused(async () => await Registry.ListVersionsAsync(name));
        await Refused(async () => await Registry.GetHistoryAsync(name));
        await Refused(async () => await Registry.PromoteAsync(new AliasChange(name, "v1", "p")));
        await Refused(async () => await Registry.PromoteAsync(new AliasChange("fraud", name, "p")));
        await Refused(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p") { Alias = name }));
        await Refused(async () => await Registry.RollbackAsync(new Rollback(name, "r")));
        await Refused(async () => await Registry.RollbackAsync(new Rollback("fraud", "r") { Alias = name }));

        Assert.Equal(before, StateOf(Location));
    }

    [Fact]
    public async Task Of_many_who_promote_at_once_expecting_the_same_exactly_one_wins_each_race()
    {
        const int Races = 200;
        IModelRegistry other = Open();
        string[] contenders = ["v1", "v2", "v3"];
        await RegisterThree();
        RegistryEvent first = await Registry.PromoteAsync(new AliasChange("fraud", "v1", "start"));
        string current = first.To;

        for (int race = 0; race < Races; race++)
        {
            string[] next = [.. contenders.Where(version => version != current)];
            string?[] winners = await Task.WhenAll(TryPromote(Registry, next[0], current), TryPromote(other, next[1], current));

            current = Assert.Single(winners.OfType<string>());
            Assert.Equal(current, (await (race % 2 == 0 ? Registry : other).ResolveAsync("fraud"))!.Version);
        }

        IReadOnlyList<RegistryEvent> moves = [.. (await Registry.GetHistoryAsync("fraud")).Where(e => e.Kind == RegistryEventKind.Promote)];
        Assert.Equal(Races + 1, moves.Count);
        Assert.All(moves.Zip(moves.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Fact]
    public async Task Versions_registered_at_once_get_numbers_of_their_own()
    {
        IModelRegistry other = Open();
        ModelVersion[] versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            (i % 2 == 0 ? Registry : other).RegisterAsync(new VersionRegistration { Model = "fraud", Artifact = new[] { (byte)i } }).AsTask()));

        Assert.Equal(Enumerable.Range(1, 20).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).Order(), versions.Select(v => v.Version).Order());
        foreach (ModelVersion version in versions)
            Assert.Single((await Registry.ReadArtifactAsync(version))!);
    }

    private static async Task<string?> TryPromote(IModelRegistry registry, string version, string expected)
    {
        try
        {
            return (await registry.PromoteAsync(new AliasChange("fraud", version, "race") { Expected = expected })).To;
        }
        catch (RegistryConflictException)
        {
            return null;
        }
    }

    private async Task RegisterThree()
    {
        await Register("v1");
        await Register("v2");
        await Register("v3");
    }

    private async Task PromoteThree()
    {
        await RegisterThree();
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p"));
        await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p"));
        await Registry.PromoteAsync(new AliasChange("fraud", "v3", "p"));
    }
}
