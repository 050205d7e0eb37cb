namespace MLOps.Sdk.Quality.Windows;

/// <summary>How long a column keeps its value: runs go on over windows. Values are told apart by 64 bits.</summary>
internal struct ValueRuns
{
    private ulong _last;
    private long _run;
    private bool _any;

    /// <summary>The longest run that this window has a part in.</summary>
    public long Longest { get; private set; }

    /// <summary>Whether the window has more than one value.</summary>
    public bool Varies { get; private set; }

    /// <summary>The record time of the last change, in microseconds since 1970.</summary>
    public long ChangedAt { get; private set; }

    public void Add(ulong value, long microseconds)
    {
        if (_any && value == _last)
        {
            _run++;
        }
        else
        {
            Varies |= _run > 0 && Longest > 0;
            (_last, _run, _any, ChangedAt) = (value, 1, true, microseconds);
        }

        Longest = Math.Max(Longest, _run);
    }

    /// <summary>Begins another window; a missing value ends no run.</summary>
    public void NextWindow() => (Longest, Varies) = (0, false);
}
