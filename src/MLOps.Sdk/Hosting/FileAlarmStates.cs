using System.Security.Cryptography;
using System.Text;
using MLOps.Sdk.Registry.Artifacts;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Hosting;

/// <summary>
/// States of alarms as files of a folder, each with a hash of itself: what was cut off or changed is not read. One process
/// at a time uses the folder; another begins its alarms anew, and takes the folder over once it is free.
/// </summary>
internal sealed class FileAlarmStates(string folder) : IAlarmStates, IDisposable
{
    private const string LockName = ".lock";
    private FileStream? _lock;

    /// <inheritdoc/>
    public byte[]? Find(string key)
    {
        string path = PathOf(key);
        if (!File.Exists(path) || !TryLock())
            return null;

        byte[] bytes = File.ReadAllBytes(path);
        return bytes.Length > SHA256.HashSizeInBytes && SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes))
            ? bytes[SHA256.HashSizeInBytes..]
            : null;
    }

    /// <inheritdoc/>
    public void Save(string key, ReadOnlySpan<byte> state)
    {
        if (!TryLock())
            return;
        byte[] bytes = new byte[SHA256.HashSizeInBytes + state.Length];
        SHA256.HashData(state, bytes);
        state.CopyTo(bytes.AsSpan(SHA256.HashSizeInBytes));
        AtomicFile.Write(PathOf(key), bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private bool TryLock()
    {
        if (_lock is not null)
            return true;
        Directory.CreateDirectory(folder);
        try
        {
            _lock = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false; // another process has it
        }
    }

    private string PathOf(string key) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)) + ".alarm");
}
