namespace MLOps.Sdk.Performance;

/// <summary>A prediction whose outcome is waited for.</summary>
/// <param name="Watch">Of the version that answered.</param>
/// <param name="Output">The output as a number.</param>
/// <param name="LabelHash">A hash of the output's label; 0 when it has none.</param>
/// <param name="Time">When the call started, in microseconds since 1970.</param>
/// <param name="Segments">The numbers of its segments, 16 bits for each segmentation.</param>
internal readonly record struct WaitingPrediction(Watch Watch, double Output, ulong LabelHash, long Time, ulong Segments);

/// <summary>The latest predictions by id, as many as there is room for. A row takes no memory once it is full. Single owner.</summary>
/// <typeparam name="T">What is kept of a prediction.</typeparam>
internal sealed class WaitingPredictions<T>(int capacity)
    where T : struct
{
    private readonly Dictionary<PredictionId, T> _waiting = new(capacity);
    private readonly PredictionId[] _order = new PredictionId[capacity];
    private long _added;

    /// <summary>Adds a prediction; the oldest makes room.</summary>
    public void Add(PredictionId id, T prediction)
    {
        ref PredictionId place = ref _order[_added++ % capacity];
        _waiting.Remove(place);
        place = id;
        _waiting[id] = prediction;
    }

    /// <summary>Whether a prediction is waited for.</summary>
    public bool Contains(PredictionId id) => _waiting.ContainsKey(id);

    /// <summary>Takes a prediction out: its first outcome decides, a second finds nothing.</summary>
    public bool TryTake(PredictionId id, out T prediction) => _waiting.Remove(id, out prediction);
}
