using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Rollout.Plans;

/// <summary>A model's last rollout, with what the history says of it. Immutable.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Plan">The plan.</param>
public sealed record RolloutStatus(string Model, RolloutPlan Plan)
{
    /// <summary>The number of the event that made it so: what the next change compares with.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the rollout began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its step began.</summary>
    public required DateTimeOffset StepAt { get; init; }

    /// <summary>When it was last changed; for one that has ended, its end.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who made the last change.</summary>
    public required string Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The last rollout in a model's history; null when there was none.</summary>
    /// <param name="events">The model's events, oldest first.</param>
    public static RolloutStatus? From(IEnumerable<RegistryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        RolloutStatus? last = null;
        foreach (RegistryEvent change in events)
        {
            if (change is not { Kind: RegistryEventKind.Rollout, Data: { } json })
                continue;
            RolloutPlan plan = RolloutPlan.FromJson(json);
            bool goesOn = last is not null && last.Plan.Name == plan.Name;
            last = new RolloutStatus(change.Model, plan)
            {
                Sequence = change.Sequence,
                StartedAt = goesOn ? last!.StartedAt : change.Time,
                StepAt = goesOn && last!.Plan.Step == plan.Step && last.Plan.State == plan.State ? last.StepAt : change.Time,
                ChangedAt = goesOn && last!.Plan.State != RolloutState.Running && last.Plan.State == plan.State ? last.ChangedAt : change.Time,
                Actor = change.Actor,
                Reason = change.Reason,
            };
        }

        return last;
    }

    /// <summary>How many rollouts of a model were rolled back since a moment.</summary>
    /// <param name="events">The model's events.</param>
    /// <param name="since">The moment.</param>
    public static int RollbacksSince(IEnumerable<RegistryEvent> events, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.Count(change => change is { Kind: RegistryEventKind.Rollout, Gate: RolloutChange.Failed } && change.Time >= since);
    }
}
