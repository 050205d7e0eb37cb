using System.Collections.Concurrent;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>
/// Has work done by the monitors' thread, between rows. On two cores this is faster than the pool: a third and a fourth
/// thread would take turns with the two that matter.
/// </summary>
/// <param name="wake">Wakes the monitors' thread.</param>
internal sealed class WatcherWork(Action wake) : ISideWork
{
    private const int MostWaiting = 64; // a monitor that hangs must not let them pile up

    private readonly ConcurrentQueue<IThreadPoolWorkItem> _waiting = new();

    /// <summary>Whether it beats the pool here.</summary>
    public static bool IsWorthwhile => Environment.ProcessorCount == 2;

    /// <inheritdoc/>
    public void Offer(IThreadPoolWorkItem work)
    {
        if (_waiting.Count >= MostWaiting)
            return;
        _waiting.Enqueue(work);
        wake();
    }

    /// <summary>Called by the monitors' thread: does what waits.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool DoAll()
    {
        bool any = false;
        for (; _waiting.TryDequeue(out IThreadPoolWorkItem? work); any = true)
            work.Execute();
        return any;
    }
}
