using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Tests.Registry;

/// <summary>What every registry does that keeps its artefacts in a directory of its own.</summary>
public abstract class DirectoryRegistryContract : ModelRegistryContract
{
    [Fact]
    public async Task An_artefact_that_was_changed_or_is_missing_is_not_returned()
    {
        ModelVersion version = await Register("v1", Artifact);
        string file = Path.Combine(Location, "artifacts", version.Sha256![..2], version.Sha256);

        await File.WriteAllBytesAsync(file, [1, 2, 3, 0, 254]);
        var changed = await Assert.ThrowsAsync<RegistryCorruptException>(async () => await Registry.ReadArtifactAsync(version));
        File.Delete(file);
        var missing = await Assert.ThrowsAsync<RegistryCorruptException>(async () => await Registry.ReadArtifactAsync(version));

        Assert.Contains($"'{file}' has SHA-256", changed.Message, StringComparison.Ordinal);
        Assert.Contains($"'{file}' does not exist", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registering_again_repairs_an_artefact_that_was_damaged()
    {
        ModelVersion version = await Register("v1", Artifact);
        await File.WriteAllBytesAsync(Path.Combine(Location, "artifacts", version.Sha256![..2], version.Sha256), [7]);
        await Register("v2", Artifact);

        Assert.Equal(Artifact, await Registry.ReadArtifactAsync(version));
    }

    [Fact]
    public async Task A_version_that_names_no_artefact_by_hash_cannot_read_another_file()
    {
        ModelVersion version = await Register("v1", Artifact);

        await Assert.ThrowsAsync<RegistryCorruptException>(async () => await Registry.ReadArtifactAsync(version with { Sha256 = "../../aliases.json" }));
        await Assert.ThrowsAsync<RegistryCorruptException>(async () => await Registry.ReadArtifactAsync(version with { Sha256 = new string('.', 64) }));
    }
}
