using System.Buffers;
using System.Security.Cryptography;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Registry.Artifacts;

/// <summary>
/// Artefacts by the SHA-256 of their bytes: <c>artifacts/ab/abcd…</c>. No name that a person gives ever becomes part of a
/// path. A file appears whole or not at all, and is verified whenever it is read. Safe in any number of processes.
/// </summary>
internal sealed class ArtifactStore(string directory)
{
    private const int PrefixLength = 2;
    private const int Sha256Length = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string _root = Path.Combine(directory, "artifacts");

    /// <summary>Keeps the bytes; they are on disk when this returns.</summary>
    public void Write(string sha256, ReadOnlySpan<byte> bytes)
    {
        string path = PathOf(sha256);
        if (IsThere(path, sha256))
            return;

        string folder = Path.GetDirectoryName(path)!;
        StoreFiles.EnsureDirectory(folder);
        AtomicFile.Write(path, bytes);
    }

    /// <summary>The bytes of a version, or null when it has none.</summary>
    /// <exception cref="RegistryCorruptException">They are missing, or are not those that were registered.</exception>
    public async ValueTask<byte[]?> ReadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        if (version.Sha256 is null)
            return null;

        string path = PathOf(version.Sha256);
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw RegistryFault.MissingArtifact(version, path);
        }

        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return found == version.Sha256 ? bytes : throw RegistryFault.ChangedArtifact(version, path, found);
    }

    // A file that was damaged is written again by the next registration of the same bytes.
    private static bool IsThere(string path, string sha256)
    {
        if (!File.Exists(path))
            return false;
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == sha256;
    }

    private string PathOf(string sha256)
    {
        // It may come from a file that a person wrote.
        if (sha256.Length != Sha256Length || sha256.AsSpan().ContainsAnyExcept(HexDigits))
            throw new RegistryCorruptException($"'{sha256}' is not a SHA-256 in lower-case hexadecimal, so no artefact can be found by it. Correct the version's entry.");
        return Path.Combine(_root, sha256[..PrefixLength], sha256);
    }
}
