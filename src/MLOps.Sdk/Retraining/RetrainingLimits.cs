using System.Globalization;

namespace MLOps.Sdk.Retraining;

/// <summary>How often a model may be retrained. One run of a model at a time, in all processes of a store, is not a limit that can be changed.</summary>
public sealed class RetrainingLimits
{
    /// <summary>How long after the end of a run no other begins.</summary>
    /// <value>Not negative; default 1 hour.</value>
    public TimeSpan CoolDown { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most runs that begin within 24 hours.</summary>
    /// <value>At least 1; default 4.</value>
    public int MaximumADay { get; set; } = 4;

    /// <summary>How long after an alert about the quality of the incoming data none begins: what is broken would be learnt.</summary>
    /// <value>Not negative; default 1 hour.</value>
    public TimeSpan QualityPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What the monitors that watch the quality of incoming data are called: alerts of a monitor whose name starts so pause retraining.</summary>
    /// <value>Default "quality".</value>
    public string QualityMonitor { get; set; } = "quality";

    internal IEnumerable<string> Failures()
    {
        if (CoolDown < TimeSpan.Zero || QualityPause < TimeSpan.Zero)
            yield return $"Limits.CoolDown is {CoolDown} and Limits.QualityPause {QualityPause}; neither is negative.";
        if (MaximumADay < 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"Limits.MaximumADay is {MaximumADay}; it must be at least 1.");
    }
}
