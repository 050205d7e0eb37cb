using System.Text;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Privacy;

/// <summary>
/// Held by the one process of a directory that looks whether its retention is due, and does it. The system releases it when
/// the process dies. The file also tells when it was done last, so that restarts and other processes know.
/// </summary>
internal sealed class RetentionTurn : IDisposable
{
    public const string FileName = "retention.turn";

    private const int MostBytes = 256;

    private readonly FileStream _file;

    private RetentionTurn(FileStream file) => _file = file;

    /// <summary>Takes it, or gives null when another process has it.</summary>
    /// <exception cref="Storage.StoreException">The file cannot be made.</exception>
    public static RetentionTurn? TryTake(string directory)
    {
        StoreFiles.EnsureDirectory(directory);
        string path = Path.Combine(directory, FileName);
        StoreFiles.EnsureFile(path);
        try
        {
            return new RetentionTurn(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public RetentionTimes Times
    {
        get
        {
            Span<byte> text = stackalloc byte[MostBytes];
            _file.Position = 0;
            return RetentionTimes.Parse(Encoding.UTF8.GetString(text[.._file.ReadAtLeast(text, MostBytes, throwOnEndOfStream: false)]));
        }
        set
        {
            _file.Position = 0;
            _file.Write(Encoding.UTF8.GetBytes(value.ToString()));
            _file.SetLength(_file.Position);
            _file.Flush();
        }
    }

    public void Dispose() => _file.Dispose();
}
