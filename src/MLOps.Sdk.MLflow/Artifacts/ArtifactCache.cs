using System.Security.Cryptography;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.MLflow.Artifacts;

/// <summary>Artefacts that were downloaded whole, by the SHA-256 of their bytes, and which version has which. Safe in any number of processes.</summary>
internal sealed class ArtifactCache(string directory)
{
    private readonly string _artifacts = Path.Combine(directory, "artifacts");
    private readonly string _versions = Path.Combine(directory, "versions");

    /// <summary>Where a download is kept until it is whole; the same for each try, so that it goes on where it stopped.</summary>
    public string PartOf(string model, string number)
    {
        Directory.CreateDirectory(_artifacts);
        return Path.Combine(_artifacts, $"{Key(model, number)}.part");
    }

    /// <summary>The bytes, or null when they are not there or were changed.</summary>
    public async ValueTask<byte[]?> ReadAsync(string sha256, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_artifacts, sha256);
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower) || !File.Exists(path))
            return null;
        byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256 ? bytes : null;
    }

    /// <summary>Takes a whole download in, in one step.</summary>
    public async ValueTask<(string Sha256, byte[] Bytes)> TakeAsync(string part, string model, string number, CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(part, cancellationToken).ConfigureAwait(false);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        File.Move(part, Path.Combine(_artifacts, sha256), overwrite: true);
        Directory.CreateDirectory(_versions);
        string note = Path.Combine(_versions, Key(model, number)), temporary = note + ".tmp";
        await File.WriteAllTextAsync(temporary, sha256, cancellationToken).ConfigureAwait(false);
        File.Move(temporary, note, overwrite: true);
        return (sha256, bytes);
    }

    /// <summary>The SHA-256 of a version that others registered, known once it was downloaded; null before.</summary>
    public string? Sha256Of(string model, string number)
    {
        string note = Path.Combine(_versions, Key(model, number));
        return File.Exists(note) ? File.ReadAllText(note) : null;
    }

    /// <summary>Keeps the last answer about an alias.</summary>
    public void Remember(string alias, ModelVersion version, DateTimeOffset now)
    {
        Directory.CreateDirectory(_versions);
        string path = Path.Combine(_versions, Key(version.Model, "alias " + alias)), temporary = path + ".tmp";
        File.WriteAllText(temporary, RegistryDocuments.Write(version with { AsOf = now }));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The last answer about an alias, or null.</summary>
    public ModelVersion? Recall(string model, string alias)
    {
        string path = Path.Combine(_versions, Key(model, "alias " + alias));
        return File.Exists(path) ? RegistryDocuments.ReadVersion(File.ReadAllText(path)) with { Aliases = [alias] } : null;
    }

    // Names of any length and any letters, as a file's name.
    private static string Key(string model, string number) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{model.Length}:{model}:{number}")))[..32];
}
