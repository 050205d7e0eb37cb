namespace MLOps.Sdk.Registry.Rules;

/// <summary>The time of registry entries: UTC, in whole microseconds, as it is kept.</summary>
internal static class RegistryClock
{
    public static DateTimeOffset Now(TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)).ToUniversalTime();
    }
}
