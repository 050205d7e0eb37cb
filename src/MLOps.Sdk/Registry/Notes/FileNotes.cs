using System.Security.Cryptography;
using System.Text;
using MLOps.Sdk.Registry.Artifacts;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Registry.Notes;

/// <summary>Notes as files, <c>notes/TOPIC/NAME.json</c> of a directory, a topic's folder named by its hash.</summary>
/// <param name="directory">The directory; nothing is touched before the first note.</param>
internal sealed class FileNotes(string directory) : ISharedNotes
{
    private const string Extension = ".json";

    private readonly string _root = Path.Combine(directory, "notes");

    public ValueTask PutAsync(string topic, string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AtomicFile.Write(PathIn(EnsureFolder(topic), name), value.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>?> AgreeAsync(string topic, string name, ReadOnlyMemory<byte>? proposal, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = PathIn(FolderOf(topic), name);
        if (proposal is { } value && !File.Exists(path))
            PutFirst(PathIn(EnsureFolder(topic), name), value.Span);
        return new(File.Exists(path) ? File.ReadAllBytes(path) : (ReadOnlyMemory<byte>?)null);
    }

    public ValueTask<IReadOnlyList<SharedNote>> ListAsync(string topic, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string folder = FolderOf(topic);
        if (!Directory.Exists(folder))
            return new((IReadOnlyList<SharedNote>)[]);
        string[] paths = Directory.GetFiles(folder, "*" + Extension);
        Array.Sort(paths, StringComparer.Ordinal);
        return new((IReadOnlyList<SharedNote>)[.. paths.Select(static path => new SharedNote(Path.GetFileNameWithoutExtension(path), File.ReadAllBytes(path)))]);
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

    private string EnsureFolder(string topic)
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

    private string FolderOf(string topic) => Path.Combine(_root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(topic)).AsSpan(0, 16)));

    private static string PathIn(string folder, string name)
    {
        if (name.Length == 0 || name[0] == '.' || name.AsSpan().ContainsAnyExcept(Names))
            throw new ArgumentException($"A note is called '{name}'; names are letters of ASCII, digits, dots and hyphens, and do not begin with a dot.", nameof(name));
        return Path.Combine(folder, name + Extension);
    }

    private static readonly System.Buffers.SearchValues<char> Names =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
}
