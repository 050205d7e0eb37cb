using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>
/// Lets one connection at a time write or checkpoint a database, in all threads and processes, and lets them take turns.
/// </summary>
/// <remarks>
/// SQLite 3.7.0–3.51.2 can corrupt a WAL database when one connection checkpoints at the very moment another writes, and
/// its own lock is unfair (one of four processes got all but a few of the turns). So whoever writes holds the file
/// <c>writer.lock</c>, and whoever waits for it holds <c>writer.next</c>, which the holder needs for its next turn. The
/// system releases both when a process dies. Safe on any thread.
/// </remarks>
internal sealed class WriterLock(string directory)
{
    // What Unix says (EROFS): waiting does not help.
    private const int ReadOnlyFileSystem = 30;

    private readonly string _lock = Path.Combine(directory, "writer.lock");
    private readonly string _next = Path.Combine(directory, "writer.next");

    /// <summary>Waits for the turn, blocking the thread; dispose what is returned to end it.</summary>
    /// <exception cref="StoreException">The turn did not come in time.</exception>
    public SafeFileHandle Acquire(int patienceMilliseconds)
    {
        SafeFileHandle? next = null;
        try
        {
            for (int attempt = 0; ; attempt++)
            {
                if (TryAcquire(ref next, out Exception? obstacle) is { } turn)
                    return turn;
                GiveUpAfter(attempt, patienceMilliseconds, obstacle);
                Thread.Sleep(1);
            }
        }
        finally
        {
            next?.Dispose();
        }
    }

    /// <summary>Waits for the turn without blocking a thread; dispose what is returned to end it.</summary>
    /// <exception cref="StoreException">The turn did not come in time.</exception>
    public async ValueTask<SafeFileHandle> AcquireAsync(int patienceMilliseconds, CancellationToken cancellationToken)
    {
        SafeFileHandle? next = null;
        try
        {
            for (int attempt = 0; ; attempt++)
            {
                if (TryAcquire(ref next, out Exception? obstacle) is { } turn)
                    return turn;
                GiveUpAfter(attempt, patienceMilliseconds, obstacle);
                await Task.Delay(1, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            next?.Dispose();
        }
    }

    private SafeFileHandle? TryAcquire(ref SafeFileHandle? next, out Exception? obstacle)
    {
        obstacle = null;
        next ??= TryOpen(_next, out obstacle);
        return next is null ? null : TryOpen(_lock, out obstacle);
    }

    private static SafeFileHandle? TryOpen(string path, out Exception? obstacle)
    {
        obstacle = null;
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (FileNotFoundException)
        {
            StoreFiles.EnsureFile(path);
            return null;
        }
        catch (DirectoryNotFoundException e)
        {
            throw StoreFiles.CannotWrite(path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw StoreFiles.CannotWrite(path, e);
        }
        catch (IOException e) when (e.HResult == ReadOnlyFileSystem)
        {
            throw StoreFiles.CannotWrite(path, e);
        }
        catch (IOException e)
        {
            obstacle = e;
            return null;
        }
    }

    private void GiveUpAfter(int attempt, int patienceMilliseconds, Exception? obstacle)
    {
        if (attempt >= patienceMilliseconds)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"Another process has been writing to '{directory}' for {patienceMilliseconds} ms. If it hangs, end it: '{_lock}' is released when it is gone. ({obstacle?.Message})"), obstacle);
        }
    }
}
