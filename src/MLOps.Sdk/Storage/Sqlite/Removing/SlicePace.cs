using System.Diagnostics;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>Keeps slices of work short: halves what took longer than it should, and grows the rest slowly. Used by one thread.</summary>
/// <param name="largest">The most that a slice takes.</param>
internal sealed class SlicePace(int largest)
{
    private const int First = 100;
    private static readonly TimeSpan Aim = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private TimeSpan _last;

    /// <summary>How much the next slice may take.</summary>
    public int Size { get; private set; } = First;

    /// <summary>Slices so far.</summary>
    public int Slices { get; private set; }

    /// <summary>The longest of them: what somebody who wants to write could have waited.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Makes slices smaller, where there is no room for this one.</summary>
    /// <returns>Whether they can be smaller.</returns>
    public bool TryHalve()
    {
        if (Size == 1)
            return false;
        Size /= 2;
        return true;
    }

    /// <summary>Runs a slice and learns from it.</summary>
    public void Time(Action slice)
    {
        long start = Stopwatch.GetTimestamp();
        slice();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        _last = took;
        Longest = took > Longest ? took : Longest;
        Size = took > Aim ? Math.Max(Size / 2, 1) : Math.Min(Size + (Size / 4) + 1, largest);
        Slices++;
    }

    /// <summary>Rests after a slice, so that slices take no more than a share of the time.</summary>
    public void Rest(double share, CancellationToken cancellationToken)
    {
        TimeSpan rest = _last * ((1 / share) - 1);
        if (rest > TimeSpan.Zero)
            cancellationToken.WaitHandle.WaitOne(rest < LongestRest ? rest : LongestRest);
    }
}
