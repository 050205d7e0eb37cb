using System.Text.Json;

namespace MLOps.Sdk.Retraining;

/// <summary>What started a run.</summary>
public enum RetrainingTrigger
{
    /// <summary>A person.</summary>
    Manual,

    /// <summary>An alert: drift, or being wrong too often.</summary>
    Alert,

    /// <summary>A schedule.</summary>
    Schedule,

    /// <summary>Enough new outcomes.</summary>
    Outcomes,
}

/// <summary>How a run stands.</summary>
public enum RetrainingState
{
    /// <summary>Under way, or interrupted: the process that ran it is gone, and the next one goes on with it.</summary>
    Running,

    /// <summary>The new version is champion.</summary>
    Promoted,

    /// <summary>The new version failed its gate or its trial. It is rejected, and remembered.</summary>
    Refused,

    /// <summary>The new version is registered, and a person decides: the gate was inconclusive, an approval is missing, or promotion is off.</summary>
    Held,

    /// <summary>A step failed; its message says why.</summary>
    Failed,
}

/// <summary>The steps of a run, in their order.</summary>
public enum RetrainingStep
{
    /// <summary>The training data is exported from the log.</summary>
    Pull,

    /// <summary>The trainer makes a model of it.</summary>
    Train,

    /// <summary>Candidate and champion predict the hold-out.</summary>
    Evaluate,

    /// <summary>The rules judge the candidate.</summary>
    Gate,

    /// <summary>The candidate becomes a version, with its verdict.</summary>
    Register,

    /// <summary>The version is tried on live traffic.</summary>
    Trial,

    /// <summary>The version becomes champion.</summary>
    Promote,
}

/// <summary>How a step stands.</summary>
public enum RetrainingStepState
{
    /// <summary>It was started.</summary>
    Started,

    /// <summary>It is done, and is not done again when the run goes on.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>A step of a run. Immutable.</summary>
/// <param name="Step">Which.</param>
/// <param name="State">How it stands.</param>
/// <param name="StartedAt">When it was last started.</param>
public sealed record RetrainingStepRecord(RetrainingStep Step, RetrainingStepState State, DateTimeOffset StartedAt)
{
    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How often it was started: more than once after a crash.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>What happened, one sentence; null while nothing has.</summary>
    public string? Message { get; init; }

    /// <summary>What the step found, a JSON object; the later steps read it.</summary>
    public string Data { get; init; } = "{}";
}

/// <summary>One retraining of a model, with its steps. Immutable.</summary>
/// <param name="Id">Its name, unique.</param>
/// <param name="Model">The model's name.</param>
/// <param name="StartedAt">When it was started; the training data ends there.</param>
public sealed record RetrainingRun(string Id, string Model, DateTimeOffset StartedAt)
{
    /// <summary>What started it.</summary>
    public RetrainingTrigger Trigger { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>How it stands.</summary>
    public RetrainingState State { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The version it registered, or null.</summary>
    public string? Version { get; init; }

    /// <summary>How it ended, one sentence; null while it has not.</summary>
    public string? Message { get; init; }

    /// <summary>The steps that were started, in their order.</summary>
    public IReadOnlyList<RetrainingStepRecord> Steps { get; init; } = [];

    /// <summary>A step, or null when it was not started.</summary>
    public RetrainingStepRecord? Find(RetrainingStep step) => Steps.FirstOrDefault(known => known.Step == step);

    /// <summary>The run with a step added, or replaced.</summary>
    internal RetrainingRun With(RetrainingStepRecord step) =>
        this with { Steps = [.. Steps.Where(known => known.Step < step.Step), step, .. Steps.Where(known => known.Step > step.Step)] };

    /// <summary>What a step that is done found.</summary>
    internal T Read<T>(RetrainingStep step, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Find(step)?.Data ?? throw new InvalidOperationException($"Run '{Id}' has no step {step}."), type)
            ?? throw new InvalidOperationException($"Step {step} of run '{Id}' has no data.");
}
