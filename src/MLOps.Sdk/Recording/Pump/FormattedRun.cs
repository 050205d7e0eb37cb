using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>The features of some frames of a batch that follow each other, formatted for the store by whoever took the run, or by nobody.</summary>
/// <remarks>Its fields belong to who moved the state to "taken"; to the pump's thread when it is done.</remarks>
internal sealed class FormattedRun
{
    /// <summary>Frames of a run: some hundred microseconds of work.</summary>
    public const int Frames = 256;

    private const int BytesForEachFrame = 512; // on average; frames that find no room are formatted by the store

    private const int Done = 0;
    private const int Free = 1;
    private const int Taken = 2;

    private readonly int[] _ends = new int[Frames];
    private byte[] _bytes = [];
    private int _formatted; // frames whose end is known
    private int _end; // of the last of them
    private int _state = Done;

    /// <summary>Empties it: the store formats these frames.</summary>
    public void Clear() => (_formatted, _end) = (0, 0);

    /// <summary>Offers it, empty, to whoever wants to format it.</summary>
    public void Offer()
    {
        Clear();
        Volatile.Write(ref _state, Free); // release: whoever takes it sees the frames
    }

    /// <summary>Takes it for formatting; end with <see cref="Complete"/>.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Free) == Free;

    /// <summary>Adds the features of the next frame.</summary>
    public void Add(in PredictionRecord record, IFeatureFormatter formatter)
    {
        if (_bytes.Length == 0)
            _bytes = GC.AllocateUninitializedArray<byte>(Frames * BytesForEachFrame);
        Span<byte> free = _bytes.AsSpan(_end);
        _end += formatter.RoomFor(record) <= free.Length ? formatter.Write(record, free) : 0;
        AddNothing();
    }

    /// <summary>Leaves a frame to the store.</summary>
    public void AddNothing() => _ends[_formatted++] = _end;

    /// <summary>Gives it back to the pump's thread.</summary>
    public void Complete() => Volatile.Write(ref _state, Done); // release: the texts are seen

    /// <summary>Called by the pump's thread: takes the run back, unless somebody is at it now.</summary>
    /// <returns>Whether nobody else touches it any more; what nobody has formatted is then empty.</returns>
    public bool TryClaim() => Interlocked.CompareExchange(ref _state, Done, Free) != Taken; // acquire: the texts are seen

    /// <summary>Called by the pump's thread: nobody else touches the run when this returns.</summary>
    public void Claim()
    {
        var spin = new SpinWait();
        while (!TryClaim())
            spin.SpinOnce();
    }

    /// <summary>The features of a frame; empty when nobody has formatted them.</summary>
    public ReadOnlySpan<byte> TextOf(int frame)
    {
        if (frame >= _formatted)
            return default;
        int start = frame == 0 ? 0 : _ends[frame - 1];
        return _bytes.AsSpan(start, _ends[frame] - start);
    }
}
