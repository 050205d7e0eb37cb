using System.Diagnostics;
using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>Runs the same work on two threads at once, and knows whether it was at once.</summary>
/// <param name="mine">The measured thread's work.</param>
/// <param name="others">The other thread's work, at least as long.</param>
/// <param name="operations">How often each of them does it in a round.</param>
internal sealed class SideBySide(Action<int> mine, Action<int> others, int operations) : IDisposable
{
    private Companion? _companion;
    private volatile bool _go;
    private long _myStart, _myEnd; // the measured thread's
    private long _otherStart, _otherEnd; // the companion's, read after it ended

    public Way Way(string name) => new(name, Run) { Before = Begin, After = End, Counts = WereAtOnce };

    public void Dispose() => _companion?.Dispose();

    private void Begin()
    {
        _go = false;
        (_companion ??= new Companion(RunOther)).Begin();
    }

    private void Run(int count)
    {
        _go = true;
        _myStart = Stopwatch.GetTimestamp();
        mine(count);
        _myEnd = Stopwatch.GetTimestamp();
    }

    private void End() => _companion!.End();

    /// <summary>The other thread worked during nine tenths of the measured time, and was not interrupted: both took about as long.</summary>
    private bool WereAtOnce()
    {
        long both = Math.Min(_myEnd, _otherEnd) - Math.Max(_myStart, _otherStart);
        return both > 0.9 * (_myEnd - _myStart) && both > 0.9 * (_otherEnd - _otherStart);
    }

    private void RunOther(Companion companion)
    {
        while (!_go)
            Thread.SpinWait(1);
        _otherStart = Stopwatch.GetTimestamp();
        others(operations);
        _otherEnd = Stopwatch.GetTimestamp();
    }
}
