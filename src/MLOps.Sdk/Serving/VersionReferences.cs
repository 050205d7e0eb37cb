using System.IO.Compression;
using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Serving;

/// <summary>
/// The reference that lies beside a version in the registry: a version that is promoted brings its own baseline, whatever its
/// artefact is. The profile is kept as an artefact of its own, and a tag of the version names its SHA-256.
/// </summary>
public static class VersionReferences
{
    /// <summary>The tag that names the profile: "mlops.reference".</summary>
    public const string Tag = "mlops.reference";

    // A profile of a thousand features is far below this; what unpacks to more is no profile.
    private const int MostBytes = 256 << 20;

    /// <summary>Puts a reference beside a version, in place of one that was there.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="profile">The reference.</param>
    /// <param name="reason">Why; kept for ever.</param>
    /// <param name="actor">Who. Default: the user and machine of the process.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReferenceException">The registry keeps no files beside versions.</exception>
    /// <exception cref="RegistryNotFoundException">There is no such version.</exception>
    public static async ValueTask<RegistryEvent> AttachReferenceAsync(
        this IModelRegistry registry, string model, string version, ReferenceProfile profile, string reason, string? actor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(profile);
        if (registry is not IArtifactKeeper keeper)
            throw new ReferenceException($"The registry {registry.Location} keeps no references beside versions. Put the reference inside the .onnx file: modelops profile attach MODEL.onnx PROFILE.json.");

        string sha256 = await keeper.KeepAsync(Pack(profile.ToJson()), cancellationToken).ConfigureAwait(false);
        return await registry.RecordAsync(
            new RegistryNote(model, RegistryEventKind.Tag, reason) { Version = version, Actor = actor, Data = $$"""{"{{Tag}}":"{{sha256}}"}""" }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The reference beside a version; null when there is none.</summary>
    /// <exception cref="ReferenceException">There is one that cannot be read.</exception>
    /// <exception cref="RegistryCorruptException">Its bytes are missing, or are not those that were kept.</exception>
    public static async ValueTask<ReferenceProfile?> ReadReferenceAsync(this IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(version);
        if (registry is not IArtifactKeeper)
            return null;
        VersionFacts facts = await registry.GetFactsAsync(version.Model, version.Version, cancellationToken).ConfigureAwait(false);
        if (!facts.TagsOf(version).TryGetValue(Tag, out string? sha256))
            return null;
        byte[] packed = await registry.ReadArtifactAsync(version with { Sha256 = sha256 }, cancellationToken).ConfigureAwait(false) ?? [];
        return ReferenceProfile.Parse(Unpack(packed));
    }

    private static byte[] Pack(string json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(json));
        return packed.ToArray();
    }

    private static string Unpack(byte[] packed)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var json = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
            {
                json.Write(buffer, 0, read);
                if (json.Length > MostBytes)
                    throw new InvalidDataException($"it unpacks to more than {MostBytes} bytes.");
            }

            return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
        }
        catch (InvalidDataException fault)
        {
            throw new ReferenceException($"The reference beside the version cannot be unpacked: {fault.Message} Attach it again with 'modelops models reference'.", fault);
        }
    }
}
