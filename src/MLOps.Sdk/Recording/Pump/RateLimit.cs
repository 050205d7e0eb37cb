namespace MLOps.Sdk.Recording.Pump;

/// <summary>Lets one thing through per interval. Owned by one thread.</summary>
internal sealed class RateLimit(TimeProvider time, TimeSpan interval)
{
    private long? _last;

    /// <summary>Whether enough time has passed since the last time this said yes.</summary>
    public bool TryPass()
    {
        long now = time.GetTimestamp();
        if (_last is { } last && time.GetElapsedTime(last, now) < interval)
            return false;
        _last = now;
        return true;
    }
}
