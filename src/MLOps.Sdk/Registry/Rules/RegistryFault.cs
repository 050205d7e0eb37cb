namespace MLOps.Sdk.Registry.Rules;

/// <summary>What a registry says when it refuses, the same for every provider.</summary>
public static class RegistryFault
{
    /// <summary>There is no such model.</summary>
    public static RegistryNotFoundException NoModel(string model, string location) =>
        new($"There is no model '{model}' in {location}. Register a first version of it, or check the name.");

    /// <summary>There is no such version.</summary>
    public static RegistryNotFoundException NoVersion(string model, string version, IEnumerable<string> known) =>
        new($"Model '{model}' has no version '{version}'. It has {List(known)}. Register the version first, or name one of these.");

    /// <summary>The alias points to no version.</summary>
    public static RegistryNotFoundException NoAlias(string model, string alias) =>
        new($"Alias '{alias}' of model '{model}' points to no version. Promote one first.");

    /// <summary>There is no version before.</summary>
    public static RegistryNotFoundException NothingToGoBackTo(string model, string alias, string current) =>
        new($"Alias '{alias}' of model '{model}' points to '{current}', and before it to no version that was not rolled back from, so there is nothing to go back to. Promote the version that should answer.");

    /// <summary>The alias points elsewhere than expected.</summary>
    public static RegistryConflictException Moved(string model, string alias, string expected, string? current) =>
        new($"Alias '{alias}' of model '{model}' points to {Shown(current)}, not to {Shown(expected.Length == 0 ? null : expected)} as expected: somebody else moved it. Look at the history, and decide again.");

    /// <summary>The version is there with other bytes.</summary>
    public static RegistryConflictException OtherArtifact(ModelVersion there, string? sha256) =>
        new($"Version '{there.Version}' of model '{there.Model}' is registered with {Artifact(there.Sha256)}, not with {Artifact(sha256)}. A version never changes: register this one under another name.");

    /// <summary>The bytes are not where they should be.</summary>
    public static RegistryCorruptException MissingArtifact(ModelVersion version, string path) =>
        new($"The artefact of version '{version.Version}' of model '{version.Model}' is missing: '{path}' does not exist. Restore it from a backup, or register the version's bytes under another name.");

    /// <summary>The bytes are not those that were registered.</summary>
    public static RegistryCorruptException ChangedArtifact(ModelVersion version, string path, string found) =>
        new($"The artefact of version '{version.Version}' of model '{version.Model}' was changed: '{path}' has SHA-256 {found}, and {version.Sha256} was registered. Restore it from a backup; it is not loaded.");

    private static string Shown(string? version) => version is null ? "no version" : $"'{version}'";

    private static string Artifact(string? sha256) => sha256 is null ? "no artefact" : $"an artefact of SHA-256 {sha256}";

    private static string List(IEnumerable<string> names)
    {
        string list = string.Join(", ", names.Select(name => $"'{name}'"));
        return list.Length == 0 ? "none" : list;
    }
}
