using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Serving.Routing;

namespace MLOps.Sdk.Serving;

/// <summary>
/// Decides which calls of a sampled model are recorded: a random share of them, and all that carry one of the tags that
/// are always kept, or that happen while everything is kept. Calls that fail do not come here. Safe on any thread; takes no lock.
/// </summary>
internal sealed class SampleGate
{
    private readonly ulong _seed;
    private readonly ulong _threshold;
    private readonly bool _keepsNone;
    private readonly TimeProvider _time;
    private long _keepAllUntil = long.MinValue; // written by whoever keeps all, read by callers

    /// <summary>A gate.</summary>
    /// <param name="rate">The share that is recorded, 0 to 1.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <param name="time">The clock that ends <see cref="KeepAll"/>.</param>
    public SampleGate(double rate, ulong seed, TimeProvider time)
    {
        _seed = seed;
        _keepsNone = rate <= 0;
        _threshold = rate >= 1 ? ulong.MaxValue : (ulong)(rate * ulong.MaxValue);
        _time = time;
    }

    /// <summary>Records every call for a while.</summary>
    public void KeepAll(TimeSpan duration)
    {
        long until = _time.GetTimestamp() + (long)(duration.TotalSeconds * _time.TimestampFrequency);
        if (until > Volatile.Read(ref _keepAllUntil))
            Volatile.Write(ref _keepAllUntil, until);
    }

    /// <summary>Whether this call is recorded.</summary>
    /// <param name="flags">What was captured of it.</param>
    /// <param name="end">The monotonic clock at its end.</param>
    public bool Keeps(PredictionFlags flags, long end) =>
        (flags & PredictionFlags.Keep) != PredictionFlags.None || end < Volatile.Read(ref _keepAllUntil) || (!_keepsNone && Draw.Next(_seed) <= _threshold);
}
