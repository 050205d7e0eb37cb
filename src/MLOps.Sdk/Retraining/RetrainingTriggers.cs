using System.Globalization;

namespace MLOps.Sdk.Retraining;

/// <summary>What starts a run by itself. Nothing does unless it is said here, or a schedule asks for it.</summary>
public sealed class RetrainingTriggers
{
    /// <summary>Starts on an alert about drift.</summary>
    public bool OnDrift { get; set; }

    /// <summary>Starts on an alert about predictions that turn out wrong.</summary>
    public bool OnAccuracy { get; set; }

    /// <summary>How many predictions must have got an outcome after the alert before its run begins: an alert says that the world has changed, and a model of the new one needs rows of it.</summary>
    /// <value>Not negative; default 0: the run begins with the alert.</value>
    public long OutcomesAfterAlert { get; set; }

    /// <summary>Starts when so many predictions got an outcome since the last run began; null: never.</summary>
    /// <value>At least 1; default null.</value>
    public long? NewOutcomes { get; set; }

    /// <summary>How often new outcomes are counted.</summary>
    /// <value>At least 1 second; default 1 minute.</value>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromMinutes(1);

    internal IEnumerable<string> Failures()
    {
        if (NewOutcomes < 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"Triggers.NewOutcomes is {NewOutcomes}; it must be at least 1.");
        if (OutcomesAfterAlert < 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"Triggers.OutcomesAfterAlert is {OutcomesAfterAlert}; it is not negative.");
        if (CheckInterval < TimeSpan.FromSeconds(1))
            yield return string.Create(CultureInfo.InvariantCulture, $"Triggers.CheckInterval is {CheckInterval}; it must be at least 1 second.");
    }
}
