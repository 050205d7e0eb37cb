using System.Security.Cryptography;
using System.Text;
using MLOps.Sdk.Registry.Artifacts;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Registry.Notes;

/// <summary>Notes as files, <c>notes/MODEL/SUBJECT/NAME.json</c> of a directory, folders named by hashes.</summary>
/// <param name="directory">The directory; nothing is touched before the first note.</param>
internal sealed class FileNotes(string directory) : ISharedNotes
{
    private const string Extension = ".json";

    private readonly string _root = Path.Combine(directory, "notes");

    public ValueTask PutAsync(NoteTopic topic, string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AtomicFile.Write(PathIn(EnsureFolder(topic), name), value.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>?> AgreeAsync(NoteTopic topic, string name, ReadOnlyMemory<byte>? proposal, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = PathIn(FolderOf(topic), name);
        if (proposal is { } value && !File.Exists(path))
            PutFirst(PathIn(EnsureFolder(topic), name), value.Span);
        return new(File.Exists(path) ? File.ReadAllBytes(path) : (ReadOnlyMemory<byte>?)null);
    }

    public ValueTask<IReadOnlyList<SharedNote>> ListAsync(NoteTopic topic, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string folder = FolderOf(topic);
        if (!Directory.Exists(folder))
            return new((IReadOnlyList<SharedNote>)[]);
        string[] paths = Directory.GetFiles(folder, "*" + Extension);
        Array.Sort(paths, StringComparer.Ordinal);
        return new((IReadOnlyList<SharedNote>)[.. paths.Select(static path => new SharedNote(Path.GetFileNameWithoutExtension(path), File.ReadAllBytes(path)))]);
    }

    public ValueTask KeepOnlyAsync(NoteTopic topic, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string kept = FolderOf(topic), model = Path.GetDirectoryName(kept)!;
        foreach (string other in Directory.Exists(model) ? Directory.GetDirectories(model) : [])
        {
            if (other != kept)
                Remove(other);
        }

        return ValueTask.CompletedTask;
    }

    // Several processes may remove the same folder at once, and one may still write to it: what is left goes the next time.
    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // It is gone, or is being written to.
        }
    }

    // Linked under its name when all of it is there: the first link holds, and whoever comes second finds it.
    private static void PutFirst(string path, ReadOnlySpan<byte> value)
    {
        string own = path + "." + Guid.NewGuid().ToString("n") + ".tmp";
        AtomicFile.Write(own, value);
        try
        {
            File.Move(own, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(own);
        }
    }

    private string EnsureFolder(NoteTopic topic)
    {
        if (!Directory.Exists(_root))
        {
            // What instances count is no part of what is reviewed where the directory is under version control.
            StoreFiles.EnsureDirectory(_root);
            AtomicFile.Write(Path.Combine(_root, ".gitignore"), "*\n"u8);
        }

        string folder = FolderOf(topic);
        StoreFiles.EnsureDirectory(folder);
        return folder;
    }

    private string FolderOf(NoteTopic topic) => Path.Combine(_root, HashOf(topic.Model), HashOf(topic.Subject));

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private static string PathIn(string folder, string name)
    {
        RegistryName.CheckNote(name);
        return Path.Combine(folder, name + Extension);
    }
}
