namespace MLOps.Sdk.Health;

/// <summary>When recording counts as healthy.</summary>
public sealed class HealthOptions
{
    /// <summary>How long the pump may stand still, or pending predictions wait for the store, before recording is unhealthy.</summary>
    /// <value>1 s to 1 hour; default 10 s.</value>
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing may be recorded before health is no longer known: without data nothing is green.</summary>
    /// <value>1 s to 30 days; default 15 minutes.</value>
    public TimeSpan QuietAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a lost prediction keeps recording unhealthy.</summary>
    /// <value>1 s to 1 day; default 5 minutes.</value>
    public TimeSpan LossMemory { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the watchdog looks by itself, to log what changed.</summary>
    /// <value>100 ms to 10 minutes; default 5 s.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);
}
