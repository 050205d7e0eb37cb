namespace MLOps.Sdk.Faults.Disks;

/// <summary>Makes requests of a store fail, or wait.</summary>
internal sealed class FaultyDisk : IDiskWatcher
{
    /// <summary>SQLITE_IOERR_FSYNC: the disk did not take what it was given before.</summary>
    public const int SyncFailed = 10 | (4 << 8);

    /// <summary>SQLITE_IOERR_WRITE.</summary>
    public const int WriteFailed = 10 | (3 << 8);

    /// <summary>SQLITE_READONLY: what a file system says that has turned read-only after an error.</summary>
    public const int ReadOnly = 8;

    /// <summary>SQLITE_FULL.</summary>
    public const int Full = 13;

    private readonly ManualResetEventSlim _moves = new(initialState: true);
    private int _countdown = int.MaxValue;
    private DiskRequest _request;
    private int _code;
    private int _times;

    /// <summary>How often a request has been made to fail.</summary>
    public int Failures { get; private set; }

    /// <summary>Lets the n-th request of a kind from now fail, and as many as wanted after it.</summary>
    public void Fail(DiskRequest request, int code, int nth = 1, int times = 1)
    {
        lock (_moves)
            (_request, _code, _countdown, _times) = (request, code, nth, times);
    }

    /// <summary>Lets all requests work again.</summary>
    public void Heal() => Fail(DiskRequest.Sync, 0, int.MaxValue);

    /// <summary>Makes all requests wait.</summary>
    public void Stall() => _moves.Reset();

    /// <summary>Lets them go on.</summary>
    public void Resume() => _moves.Set();

    public int Before(DiskRequest request, string path, long offset, ReadOnlySpan<byte> bytes)
    {
        _moves.Wait();
        lock (_moves)
        {
            if (request != _request || _countdown == int.MaxValue || --_countdown > 0)
                return 0;
            if (_times-- <= 0)
                return 0;
            Failures++;
            return _code;
        }
    }
}
