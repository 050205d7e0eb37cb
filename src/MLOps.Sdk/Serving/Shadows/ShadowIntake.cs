using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>
/// Where callers leave calls for one shadow: each thread that owns a lane of the channel in a queue of its own, which takes
/// plain stores alone, the others in one that they share. The shadow's threads read them in turn.
/// </summary>
/// <remarks>
/// A thread's first calls go to the shared queue, with a word that it wants one of its own; a thread of the shadow makes
/// it, so that callers allocate nothing.
/// </remarks>
internal sealed class ShadowIntake<TInput, TOutput>
{
    private readonly PredictionChannel _channel;
    private readonly int _capacity;
    private readonly int _vectorLength;
    private readonly ShadowQueue<TInput, TOutput> _shared;
    private readonly ShadowQueue<TInput, TOutput>?[] _owned; // by lane; set once each
    private readonly Lock _making = new();
    private ShadowQueue<TInput, TOutput>[] _all; // replaced as a whole, under the lock
    private int _wanted; // the lane, from 1, whose thread wants a queue; callers write it, the last one's holds

    /// <param name="channel">Whose lanes threads own.</param>
    /// <param name="capacity">Calls of each queue.</param>
    /// <param name="vectorLength">The longest feature vector, where inputs are such.</param>
    public ShadowIntake(PredictionChannel channel, int capacity, int vectorLength)
    {
        _channel = channel;
        _capacity = capacity;
        _vectorLength = vectorLength;
        _owned = new ShadowQueue<TInput, TOutput>?[channel.Ring.Lanes.Length];
        _shared = new ShadowQueue<TInput, TOutput>(capacity, vectorLength);
        _all = [_shared];
    }

    /// <summary>Calls that found no place.</summary>
    public long Dropped
    {
        get
        {
            long sum = 0;
            foreach (ShadowQueue<TInput, TOutput> queue in Volatile.Read(ref _all))
                sum += queue.Dropped;
            return sum;
        }
    }

    /// <summary>An array for <see cref="TryTake"/>.</summary>
    public double[] NewVector() => _shared.NewVector();

    /// <summary>Puts a call in, or counts it as dropped. On the caller's thread: never waits, allocates nothing.</summary>
    /// <param name="writer">The calling thread's, or null.</param>
    /// <param name="input">What the model was given.</param>
    /// <param name="output">What the caller gets.</param>
    /// <param name="sequence">The lower half of the prediction's id; 0 when it was not recorded.</param>
    /// <param name="latency">Ticks of the monotonic clock.</param>
    public void Put(LaneWriter? writer, TInput input, TOutput output, ulong sequence, long latency)
    {
        // The writer belongs to this thread while the thread is here, and its lane to nobody else.
        if (writer is not null && writer.Channel == _channel)
        {
            if (Volatile.Read(ref _owned[writer.Index]) is { } own)
            {
                own.EnqueueAlone(input, output, sequence, latency);
                return;
            }

            Volatile.Write(ref _wanted, writer.Index + 1);
        }

        _shared.EnqueueShared(input, output, sequence, latency);
    }

    /// <summary>Takes a call out, when there is one.</summary>
    /// <param name="turn">The reader's place among the queues: it goes round, so that none waits for a busier one.</param>
    /// <param name="vector">The reader's array: the call's vector lies there afterwards.</param>
    /// <param name="call">The call.</param>
    public bool TryTake(ref int turn, double[] vector, out ShadowCall<TInput, TOutput> call)
    {
        if (Volatile.Read(ref _wanted) != 0)
            MakeWanted();
        ShadowQueue<TInput, TOutput>[] queues = Volatile.Read(ref _all);
        for (int tried = 0; tried < queues.Length; tried++)
        {
            turn = turn + 1 < queues.Length ? turn + 1 : 0;
            if (queues[turn].TryDequeue(vector, out call))
                return true;
        }

        call = default;
        return false;
    }

    private void MakeWanted()
    {
        lock (_making)
        {
            int lane = Interlocked.Exchange(ref _wanted, 0) - 1;
            if (lane < 0 || _owned[lane] is not null)
                return;
            var queue = new ShadowQueue<TInput, TOutput>(_capacity, _vectorLength);
            Volatile.Write(ref _all, [.. _all, queue]);
            Volatile.Write(ref _owned[lane], queue); // a release write: readers know it before a caller does
        }
    }
}
