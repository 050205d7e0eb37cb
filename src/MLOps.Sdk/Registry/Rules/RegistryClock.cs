namespace MLOps.Sdk.Registry.Rules;

/// <summary>The time of registry entries: UTC, in whole microseconds, as it is kept.</summary>
public static class RegistryClock
{
    /// <summary>The time now.</summary>
    public static DateTimeOffset Now(TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)).ToUniversalTime();
    }
}
