namespace MLOps.Sdk.Retraining;

/// <summary>Asks for a run.</summary>
/// <param name="Trigger">What asks.</param>
/// <param name="Reason">Why; kept with the run.</param>
public sealed record RetrainingRequest(RetrainingTrigger Trigger, string Reason)
{
    /// <summary>Who asks. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }

    /// <summary>Whether the run begins in spite of cool-down, daily limit and alerts about the data; never in spite of a run that is under way.</summary>
    public bool Force { get; init; }
}
