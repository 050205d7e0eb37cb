using System.IO.MemoryMappedFiles;

namespace MLOps.Sdk.Faults.Kills;

/// <summary>
/// What a process was promised, in a mapped file that outlives it: the id of each accepted call by thread and number, and how
/// many of them were acknowledged as durable. Each thread writes to a part of its own: the id first, then the count.
/// </summary>
internal sealed unsafe class AcceptedJournal : IDisposable
{
    public const int MaximumThreads = 8;
    public const int CallsPerThread = 8 * 1024;

    private const int HeaderBytes = 4096;
    private const int EntryBytes = 16;
    private const int ThreadBytes = 64 + (CallsPerThread * EntryBytes);

    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    public AcceptedJournal(string path)
    {
        _map = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, HeaderBytes + ((long)MaximumThreads * ThreadBytes));
        _view = _map.CreateViewAccessor();
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + _view.PointerOffset;
    }

    /// <summary>Whether the process has begun to predict.</summary>
    public bool IsRunning
    {
        get => Volatile.Read(ref *(int*)_start) != 0;
        set => Volatile.Write(ref *(int*)_start, value ? 1 : 0);
    }

    /// <summary>How often a flush has ended.</summary>
    public int Flushes
    {
        get => Volatile.Read(ref *((int*)_start + 1));
        set => Volatile.Write(ref *((int*)_start + 1), value);
    }

    /// <summary>Forgets the life before.</summary>
    public void Clear() => new Span<byte>(_start, HeaderBytes + (MaximumThreads * ThreadBytes)).Clear();

    /// <summary>Calls that a thread had answers for.</summary>
    public int Calls(int thread) => Volatile.Read(ref *(int*)Of(thread));

    /// <summary>Calls of a thread that a flush has acknowledged.</summary>
    public int Acknowledged(int thread) => Volatile.Read(ref *((int*)Of(thread) + 1));

    public void Acknowledge(int thread, int calls) => Volatile.Write(ref *((int*)Of(thread) + 1), calls);

    /// <summary>Notes the answer of the next call; its id is <see cref="PredictionId.None"/> when it was counted as lost.</summary>
    public void Add(int thread, PredictionId id)
    {
        int call = Calls(thread);
        *Entry(thread, call) = id;
        Volatile.Write(ref *(int*)Of(thread), call + 1);
    }

    public PredictionId IdOf(int thread, int call) => *Entry(thread, call);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private byte* Of(int thread) => _start + HeaderBytes + ((long)thread * ThreadBytes);

    private PredictionId* Entry(int thread, int call) => (PredictionId*)(Of(thread) + 64 + ((long)call * EntryBytes));
}
