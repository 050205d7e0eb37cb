namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// Splits a reference, row by row at random, into the rows that place the bins and those that are counted in them:
/// bins that the counted rows had no part in are what the promise of the conformal ranks rests on.
/// </summary>
internal struct HoldOut(AlarmOptions options)
{
    private readonly ulong _start = CounterRandom.Start(~options.Seed);
    private ulong _place;

    /// <summary>Of rows that are alike, how many place bins and how many are counted. All do both when nothing is held out.</summary>
    public (long Placing, long Counted) Split(long rows)
    {
        if (options.HoldOut == 0)
            return (rows, rows);

        long held = 0;
        for (long row = 0; row < rows; row++)
            held += CounterRandom.At(_start, _place++) < options.HoldOut ? 1 : 0;
        return (held, rows - held);
    }
}
