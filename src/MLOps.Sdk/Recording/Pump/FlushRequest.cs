using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>Somebody waits until everything recorded before a moment is durable.</summary>
internal sealed class FlushRequest
{
    private readonly PredictionRing _ring;
    private readonly long[] _tails;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FlushRequest(PredictionRing ring)
    {
        _ring = ring;
        _tails = new long[ring.Lanes.Length];
        for (int lane = 0; lane < _tails.Length; lane++)
            _tails[lane] = ring.Lanes[lane].Tail;
    }

    public Task Done => _done.Task;

    /// <summary>Completes the request when all of it is durable.</summary>
    public bool TryComplete()
    {
        for (int lane = 0; lane < _tails.Length; lane++)
        {
            if (_ring.Lanes[lane].Head < _tails[lane])
                return false;
        }

        return _done.TrySetResult();
    }
}
