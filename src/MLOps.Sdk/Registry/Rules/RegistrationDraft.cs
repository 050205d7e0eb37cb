using System.Globalization;
using System.Security.Cryptography;

namespace MLOps.Sdk.Registry.Rules;

/// <summary>Turns what is asked for into a version, the same for every provider. Pure.</summary>
public static class RegistrationDraft
{
    /// <summary>Checks the names of a registration and its artefact.</summary>
    /// <exception cref="RegistryException">A name is not one, or the artefact has no bytes.</exception>
    public static void Check(VersionRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        RegistryName.CheckModel(registration.Model);
        if (registration.Version is not null)
            RegistryName.CheckVersion(registration.Version);
        if (registration.Artifact is { IsEmpty: true })
            throw new RegistryException($"The artefact of model '{registration.Model}' has no bytes. Pass the model's file, or null for a version that is code.");
    }

    /// <summary>SHA-256 of the artefact, lower-case hexadecimal; null without one.</summary>
    public static string? Sha256Of(VersionRegistration registration) =>
        registration.Artifact is { } artifact ? Convert.ToHexStringLower(SHA256.HashData(artifact.Span)) : null;

    /// <summary>The first of "1", "2", … that is free, counting from the number of versions.</summary>
    public static string NextVersion(IReadOnlyCollection<string> taken)
    {
        for (int number = taken.Count + 1; ; number++)
        {
            string name = number.ToString(CultureInfo.InvariantCulture);
            if (!taken.Contains(name))
                return name;
        }
    }

    /// <summary>The version.</summary>
    public static ModelVersion Version(VersionRegistration registration, string version, string? sha256, DateTimeOffset now) => new()
    {
        Model = registration.Model,
        Version = version,
        CreatedAt = now,
        Sha256 = sha256,
        ArtifactBytes = registration.Artifact?.Length,
        // A path is where the file came from on one machine; only its last part is a name.
        FileName = registration.FileName is { } file ? file[(file.AsSpan().LastIndexOfAny('/', '\\') + 1)..] : null,
        Metrics = registration.Metrics,
        Tags = registration.Tags,
        Lineage = registration.Lineage,
    };

    /// <summary>The registration as an event.</summary>
    public static RegistryEvent Event(VersionRegistration registration, ModelVersion version, long sequence) => new()
    {
        Sequence = sequence,
        Time = version.CreatedAt,
        Model = version.Model,
        Kind = RegistryEventKind.Register,
        To = version.Version,
        Actor = registration.Actor ?? RegistryActor.Default,
        Reason = registration.Reason,
    };
}
