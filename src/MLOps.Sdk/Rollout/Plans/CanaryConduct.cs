using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Rollout.Plans;

/// <summary>What is done about a canary's verdicts. Kept with the plan, so that all instances do the same.</summary>
public sealed record CanaryConduct
{
    /// <summary>Whether it is promoted by itself when the last step passes. Default true.</summary>
    public bool PromotesItself { get; init; } = true;

    /// <summary>Whether it is rolled back by itself when a verdict fails. Default true.</summary>
    public bool RollsBackItself { get; init; } = true;

    /// <summary>The longest time without a verdict; then <see cref="OnInconclusive"/> decides. Default 7 days.</summary>
    public TimeSpan MaximumDuration { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What becomes of a canary that is not decided in time. Default: it goes on as it is.</summary>
    public InconclusiveEnd OnInconclusive { get; init; }

    /// <summary>After a rollback, how long no other canary starts. Default 1 hour.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromHours(1);

    /// <summary>So many rollbacks within <see cref="FreezeWindow"/> freeze the model; 0 never. Default 3.</summary>
    public int FreezeAfter { get; init; } = 3;

    /// <summary>The time in which rollbacks are counted. Default 7 days.</summary>
    public TimeSpan FreezeWindow { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many groups of processes judge the canary, each by the calls that its own saw: they share the probability to be wrong. Processes that share their counts (<see cref="ISharedNotes"/>) are one. Default 1.</summary>
    public int Judges { get; init; } = 1;

    /// <summary>Says what is wrong with it, naming value and range.</summary>
    /// <exception cref="RegistryException">Something is.</exception>
    internal void Check()
    {
        Require(MaximumDuration > TimeSpan.Zero, $"CanaryConduct.MaximumDuration is {MaximumDuration}; it must be positive.");
        Require(CoolDown >= TimeSpan.Zero, $"CanaryConduct.CoolDown is {CoolDown}; it must be 0 or more.");
        Require(FreezeAfter >= 0, $"CanaryConduct.FreezeAfter is {FreezeAfter}; it must be 0 (never) or more.");
        Require(FreezeWindow > TimeSpan.Zero, $"CanaryConduct.FreezeWindow is {FreezeWindow}; it must be positive.");
        Require(Judges >= 1, $"CanaryConduct.Judges is {Judges}; it must be 1 or more: the processes that judge.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new RegistryException(message);
    }
}

/// <summary>What becomes of a canary without a verdict when its time is up.</summary>
public enum InconclusiveEnd
{
    /// <summary>It goes on with the share that it has.</summary>
    Hold,

    /// <summary>It is promoted.</summary>
    Promote,

    /// <summary>It is rolled back.</summary>
    RollBack,
}
