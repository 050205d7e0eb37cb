using System.Security.Cryptography;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Tests.Registry;

/// <summary>What every provider of a registry does. A provider's test class derives from this and opens one.</summary>
public abstract partial class ModelRegistryContract : IDisposable
{
    protected static readonly byte[] Artifact = [1, 2, 3, 0, 255];

    private readonly TemporaryDirectory _directory = new();
    private readonly SteppingTime _time = new();

    protected ModelRegistryContract() => Registry = Open();

    protected string Location => _directory.Path;

    private protected IModelRegistry Registry { get; }

    public virtual void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another registry on the same place.</summary>
    private protected IModelRegistry Open() => Open(_directory.Path, _time);

    private protected abstract IModelRegistry Open(string location, TimeProvider time);

    /// <summary>Something that differs when the registry was changed.</summary>
    private protected virtual string StateOf(string location) => string.Join('\n', Directory.GetFileSystemEntries(location, "*", SearchOption.AllDirectories));

    [Fact]
    public async Task A_registered_version_comes_back_with_all_that_was_said_about_it()
    {
        ModelVersion registered = await Registry.RegisterAsync(new VersionRegistration
        {
            Model = "fraud",
            Version = "2026-03 β",
            Artifact = Artifact,
            FileName = "/home/ann/models/fraud.onnx",
            Metrics = new Dictionary<string, double> { ["auc"] = 0.9134, ["odd"] = double.NaN, ["loss"] = double.PositiveInfinity },
            Tags = new Dictionary<string, string> { ["team"] = "risk", ["note"] = "\"quoted\" ü" },
            Lineage = new ModelLineage
            {
                DataSet = "payments-2026-02",
                DataSetSha256 = "ab",
                Parameters = new Dictionary<string, string> { ["depth"] = "6" },
                Environment = new Dictionary<string, string> { ["python"] = "3.12" },
                CodeCommit = "deadbeef",
                ParentVersion = "2026-02",
            },
        });
        ModelVersion found = (await Open().FindAsync("fraud", "2026-03 β"))!;

        foreach (ModelVersion version in new[] { registered, found })
        {
            Assert.Equal(("fraud", "2026-03 β", "fraud.onnx"), (version.Model, version.Version, version.FileName));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Artifact)), version.Sha256);
            Assert.Equal(Artifact.Length, version.ArtifactBytes);
            Assert.Equal(SteppingTime.Start, version.CreatedAt);
            Assert.Equal([("auc", 0.9134), ("odd", double.NaN), ("loss", double.PositiveInfinity)], version.Metrics.Select(m => (m.Key, m.Value)));
            Assert.Equal([("team", "risk"), ("note", "\"quoted\" ü")], version.Tags.Select(t => (t.Key, t.Value)));
            Assert.Equal(("payments-2026-02", "ab", "deadbeef", "2026-02"),
                (version.Lineage.DataSet, version.Lineage.DataSetSha256, version.Lineage.CodeCommit, version.Lineage.ParentVersion));
            Assert.Equal("6", version.Lineage.Parameters["depth"]);
            Assert.Equal("3.12", version.Lineage.Environment["python"]);
            Assert.Empty(version.Aliases);
        }
    }

    [Fact]
    public async Task What_is_not_known_of_a_version_is_null()
    {
        await Register("code");
        ModelVersion found = (await Registry.FindAsync("fraud", "code"))!;

        Assert.Null(found.Sha256);
        Assert.Null(found.ArtifactBytes);
        Assert.Null(found.FileName);
        Assert.Null(found.Lineage.DataSet);
        Assert.Empty(found.Metrics);
        Assert.Null(await Registry.ReadArtifactAsync(found));
    }

    [Fact]
    public async Task An_empty_registry_has_nothing_and_is_not_created_by_looking()
    {
        Assert.Empty(await Registry.ListModelsAsync());
        Assert.Empty(await Registry.ListVersionsAsync("fraud"));
        Assert.Empty(await Registry.GetHistoryAsync("fraud"));
        Assert.Null(await Registry.FindAsync("fraud", "1"));
        Assert.Null(await Registry.ResolveAsync("fraud"));
        Assert.Equal(0, await Registry.GetRevisionAsync());
        Assert.False(Directory.Exists(Location));
    }

    [Fact]
    public async Task Versions_without_a_name_are_numbered()
    {
        Assert.Equal("1", (await Register(null)).Version);
        Assert.Equal("2", (await Register(null)).Version);
        await Register("4");
        Assert.Equal("5", (await Register(null)).Version);
        Assert.Equal(["1", "2", "4", "5"], (await Registry.ListVersionsAsync("fraud")).Select(v => v.Version));
    }

    [Fact]
    public async Task Versions_of_one_moment_are_listed_as_they_were_registered()
    {
        _time.Step = TimeSpan.Zero;
        string[] names = ["z", "m", "a", "q"];
        foreach (string name in names)
            await Register(name);

        Assert.Equal(names, (await Registry.ListVersionsAsync("fraud")).Select(v => v.Version));
    }

    [Fact]
    public async Task Registering_the_same_artefact_again_returns_the_version_that_is_there()
    {
        ModelVersion first = await Register("v1", Artifact);
        long revision = await Registry.GetRevisionAsync();
        ModelVersion again = await Open().RegisterAsync(new VersionRegistration { Model = "fraud", Version = "v1", Artifact = Artifact });

        Assert.Equal(first.CreatedAt, again.CreatedAt);
        Assert.Equal(revision, await Registry.GetRevisionAsync());
        Assert.Single(await Registry.GetHistoryAsync("fraud"));
    }

    [Fact]
    public async Task Registering_another_artefact_under_the_same_name_is_a_conflict()
    {
        await Register("v1", Artifact);

        var conflict = await Assert.ThrowsAsync<RegistryConflictException>(async () => await Register("v1", [9]));
        await Assert.ThrowsAsync<RegistryConflictException>(async () => await Register("v1"));

        Assert.Contains("Version 'v1' of model 'fraud' is registered with an artefact of SHA-256", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("under another name", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(Artifact, await Registry.ReadArtifactAsync((await Registry.FindAsync("fraud", "v1"))!));
    }

    [Fact]
    public async Task An_artefact_comes_back_byte_by_byte_also_when_two_versions_share_it()
    {
        ModelVersion first = await Register("v1", Artifact);
        ModelVersion second = await Register("v2", Artifact);

        Assert.Equal(Artifact, await Registry.ReadArtifactAsync(first));
        Assert.Equal(Artifact, await Open().ReadArtifactAsync(second));
    }

    [Fact]
    public async Task An_artefact_without_bytes_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<RegistryException>(async () => await Register("v1", []));

        Assert.Contains("has no bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await Registry.FindAsync("fraud", "v1"));
    }

    [Fact]
    public async Task Models_are_listed_by_name_with_versions_aliases_and_last_change()
    {
        await Register("v1");
        await Register("v2");
        await Registry.RegisterAsync(new VersionRegistration { Model = "churn" });
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
        RegistryEvent last = await Registry.PromoteAsync(new AliasChange("fraud", "v2", "trial") { Alias = ModelAlias.Challenger });

        IReadOnlyList<RegisteredModel> models = await Open().ListModelsAsync();

        Assert.Equal([("churn", 1), ("fraud", 2)], models.Select(m => (m.Name, m.Versions)));
        Assert.Empty(models[0].Aliases);
        Assert.Equal([new("challenger", "v2"), new("champion", "v1")], models[1].Aliases.OrderBy(a => a.Key));
        Assert.Equal(last.Time, models[1].UpdatedAt);
    }

    [Fact]
    public async Task The_revision_grows_with_every_change_and_is_the_same_for_all()
    {
        IModelRegistry other = Open();
        var revisions = new List<long> { await other.GetRevisionAsync() };
        await Register("v1");
        revisions.Add(await other.GetRevisionAsync());
        await Register("v2");
        revisions.Add(await other.GetRevisionAsync());
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "a"));
        revisions.Add(await other.GetRevisionAsync());
        await Registry.PromoteAsync(new AliasChange("fraud", "v2", "b"));
        revisions.Add(await other.GetRevisionAsync());
        await Registry.RollbackAsync(new Rollback("fraud", "c"));
        revisions.Add(await other.GetRevisionAsync());

        Assert.Equal(revisions.Order().Distinct(), revisions);
        Assert.Equal(revisions[^1], await Registry.GetRevisionAsync());
    }

    [Fact]
    public async Task The_same_process_learns_of_a_change_at_once_and_only_of_changes()
    {
        int seen = 0;
        var notifier = Assert.IsAssignableFrom<IRegistryNotifier>(Registry);
        notifier.Changed += (_, _) => throw new InvalidOperationException("A handler that fails.");
        notifier.Changed += (_, _) => seen++;

        await Register("v1");
        await Register("v1");
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
        await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.RollbackAsync(new Rollback("fraud", "none")));

        Assert.Equal(2, seen);
    }

    [Fact]
    public async Task A_handler_of_a_change_can_use_the_registry()
    {
        string? seen = null;
        ((IRegistryNotifier)Registry).Changed += (_, _) => seen = Registry.ResolveAsync("fraud").AsTask().GetAwaiter().GetResult()?.Version;

        await Register("v1");
        await Registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));

        Assert.Equal("v1", seen);
    }

    private protected ValueTask<ModelVersion> Register(string? version, byte[]? artifact = null) =>
        Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = version, Artifact = artifact is null ? (ReadOnlyMemory<byte>?)null : artifact });
}
