namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>A second thread that works beside the measured one, in the rounds that want it and only in these.</summary>
/// <remarks>Begin and End are called by the measured thread alone.</remarks>
internal sealed class Companion : IDisposable
{
    private readonly Action<Companion> _work;
    private readonly SemaphoreSlim _begin = new(0);
    private readonly Thread _thread;
    private volatile bool _isRunning; // written by both threads, in turn
    private volatile bool _isEnding;
    private volatile bool _isDisposed;

    /// <param name="work">Returns when it has done its share, or soon after <see cref="IsEnding"/> turns true.</param>
    public Companion(Action<Companion> work)
    {
        _work = work;
        _thread = new Thread(Run) { Name = "benchmark companion", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether the measured thread has finished its round.</summary>
    public bool IsEnding => _isEnding;

    /// <summary>Returns when the other thread runs.</summary>
    public void Begin()
    {
        _isEnding = false;
        _begin.Release();
        SpinUntil(running: true);
    }

    /// <summary>Returns when the other thread has ended its work.</summary>
    public void End()
    {
        _isEnding = true;
        SpinUntil(running: false);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _begin.Release();
        _thread.Join();
        _begin.Dispose();
    }

    private void SpinUntil(bool running)
    {
        var spin = new SpinWait();
        while (_isRunning != running)
            spin.SpinOnce();
    }

    private void Run()
    {
        while (true)
        {
            _begin.Wait();
            if (_isDisposed)
                return;
            _isRunning = true;
            _work(this);
            _isRunning = false;
        }
    }
}
