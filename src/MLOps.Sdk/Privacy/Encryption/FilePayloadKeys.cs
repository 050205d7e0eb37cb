using System.Security.Cryptography;
using System.Text;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Privacy;

/// <summary>
/// Keys in a file that its owner alone can use: one a line, its id, a space, 32 bytes in base 64; lines that begin with # say
/// something to people. The last is the current one: who adds a line rotates, who takes one away destroys. A changed file
/// is read again.
/// </summary>
public sealed class FilePayloadKeys : IPayloadKeyProvider
{
    private readonly string _path;
    private readonly Lock _reading = new();
    private volatile Contents _contents;

    /// <param name="path">The file. Keep it, and its backups, apart from the store's.</param>
    /// <exception cref="KeyFileException">It cannot be read, others than its owner can use it, or it holds no key.</exception>
    public FilePayloadKeys(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _contents = Read();
    }

    /// <inheritdoc/>
    public PayloadKey Current => Fresh().Keys[^1];

    /// <inheritdoc/>
    public PayloadKey? Find(string id) => Array.Find(Fresh().Keys, key => key.Id == id);

    /// <summary>Adds a new random key as the current one; makes the file when there is none.</summary>
    /// <returns>The key's id.</returns>
    /// <exception cref="KeyFileException">The file cannot be written, others than its owner can use it, or it has a key of this id.</exception>
    public static string Add(string path, string id)
    {
        path = Path.GetFullPath(path);
        Span<byte> secret = stackalloc byte[PayloadKey.Bytes];
        RandomNumberGenerator.Fill(secret);
        var key = new PayloadKey(id, secret);
        if (id.Any(char.IsWhiteSpace) || id[0] == '#')
            throw new KeyFileException($"'{id}' is no id of a key: it has no spaces and does not begin with #.");
        if (!File.Exists(path))
        {
            PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
            PrivateFile.Create(path).Dispose();
        }
        else if (new FilePayloadKeys(path).Find(id) is not null)
        {
            throw new KeyFileException($"'{path}' holds a key '{id}' already. Give the new one another id.");
        }

        File.AppendAllText(path, $"{key.Id} {Convert.ToBase64String(secret)}\n");
        return key.Id;
    }

    private Contents Fresh()
    {
        if (StampOf(_path) == _contents.Stamp)
            return _contents;
        lock (_reading)
            return StampOf(_path) == _contents.Stamp ? _contents : _contents = Read();
    }

    private Contents Read()
    {
        (DateTime, long) stamp = StampOf(_path);
        PrivateFile.RefuseIfShared(_path);
        var keys = new List<PayloadKey>();
        int number = 0;
        foreach (string line in File.ReadLines(_path, Encoding.UTF8))
        {
            number++;
            if (line.AsSpan().Trim() is { IsEmpty: false } text && text[0] != '#')
                keys.Add(KeyOf(text, number));
        }

        return keys.Count > 0
            ? new Contents([.. keys], stamp)
            : throw new KeyFileException($"'{_path}' holds no key. Add one: 'modelops keys add --key-file {_path}'.");
    }

    private PayloadKey KeyOf(ReadOnlySpan<char> line, int number)
    {
        int space = line.IndexOf(' ');
        Span<byte> secret = stackalloc byte[PayloadKey.Bytes];
        return space > 0 && Convert.TryFromBase64Chars(line[(space + 1)..].Trim(), secret, out int length) && length == PayloadKey.Bytes
            ? new PayloadKey(new string(line[..space]), secret)
            : throw new KeyFileException($"Line {number} of '{_path}' is no key: an id, a space, and {PayloadKey.Bytes} bytes in base 64.");
    }

    private static (DateTime Written, long Length) StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? (file.LastWriteTimeUtc, file.Length)
            : throw new KeyFileException($"There is no file of keys '{path}'. Make one: 'modelops keys add --key-file {path}'; without the keys that it held nothing encrypted by them can be read.");
    }

    private sealed record Contents(PayloadKey[] Keys, (DateTime, long) Stamp);
}
