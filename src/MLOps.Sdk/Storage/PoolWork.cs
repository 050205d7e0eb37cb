namespace MLOps.Sdk.Storage;

/// <summary>Has work done by the thread pool.</summary>
internal sealed class PoolWork : ISideWork
{
    public static PoolWork Shared { get; } = new();

    public void Offer(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
}
