namespace MLOps.Sdk.Recording.Pump;

/// <summary>
/// How a thread waits that looks for work: shortly after it found some, longer the longer there was none, and not at all
/// when it is woken. Waited on by one thread, woken by any.
/// </summary>
internal sealed class IdlePause : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(25);

    private readonly AutoResetEvent _wake = new(initialState: false);
    private TimeSpan _next = Shortest; // the waiting thread alone

    /// <summary>Waits.</summary>
    /// <param name="worked">Whether there was something to do.</param>
    public void Wait(bool worked)
    {
        _next = worked ? Shortest : _next * 2 < Longest ? _next * 2 : Longest;
        _wake.WaitOne(_next);
    }

    /// <summary>Waits as long as it ever does.</summary>
    public void WaitLongest() => _wake.WaitOne(Longest);

    /// <summary>Ends the wait, or the next one.</summary>
    public void Wake()
    {
        try
        {
            _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // A thread that hung came back after the one it wakes had ended.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();
}
