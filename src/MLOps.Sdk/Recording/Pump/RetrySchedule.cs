namespace MLOps.Sdk.Recording.Pump;

/// <summary>How long to wait after failures in a row: doubling from the first delay to the longest. Pure; knows no clock.</summary>
/// <param name="first">The wait after one failure.</param>
/// <param name="longest">The wait that is never exceeded.</param>
internal sealed class RetrySchedule(TimeSpan first, TimeSpan longest)
{
    /// <summary>Failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>The wait before the next try.</summary>
    public TimeSpan Delay { get; private set; }

    public void Succeeded()
    {
        Failures = 0;
        Delay = TimeSpan.Zero;
    }

    public void Failed()
    {
        Failures++;
        Delay = Delay == TimeSpan.Zero ? first : Delay * 2 < longest ? Delay * 2 : longest;
    }
}
