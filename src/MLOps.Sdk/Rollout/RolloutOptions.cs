namespace MLOps.Sdk.Rollout;

/// <summary>How this process takes part in rollouts.</summary>
public sealed class RolloutOptions
{
    /// <summary>Whether this process judges canaries: takes them up their ramp, promotes and rolls back. All processes follow decisions, and share what they counted.</summary>
    /// <value>Default true. It matters not how many do, where the registry carries what they count, as all of ours do; see <see cref="Plans.CanaryConduct.Judges"/>.</value>
    public bool Judges { get; set; } = true;

    /// <summary>How often canaries are looked at.</summary>
    /// <value>100 ms to 1 hour; default 1 s.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);
}
