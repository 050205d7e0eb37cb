using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Statistics.Sequential;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>What one process counted in one step, as it is kept: sums, which add up.</summary>
internal sealed record EvidenceNote
{
    /// <summary>Nanoseconds from which on a call was counted as slow.</summary>
    public long? SlowLimit { get; init; }

    /// <summary>In the order of the plan's variants.</summary>
    public IReadOnlyList<ArmNote> Arms { get; init; } = [];

    /// <summary>The name of a process's note: those of a step side by side, the oldest process first.</summary>
    public static string NameOf(CanaryTrial trial, string instance) => PrefixOf(trial) + instance;

    /// <summary>With what the names of a step's notes begin. A step that is entered again is another one: its time tells.</summary>
    public static string PrefixOf(CanaryTrial trial) =>
        string.Create(CultureInfo.InvariantCulture, $"step-{trial.Plan.Step}-{trial.Status.StepAt.UtcTicks:x16}-");

    public static EvidenceNote Of(CanaryEvidence evidence) => new()
    {
        SlowLimit = evidence.SlowLimit,
        Arms = [.. evidence.Arms.Select(static arm => new ArmNote
        {
            Calls = arm.Calls, Errors = arm.Errors, Slow = arm.Slow, Timed = arm.Timed ?? arm.Calls, Units = arm.Units,
            Outcomes = arm.Outcomes.Rows, Mean = arm.Outcomes.Mean, Squares = arm.Outcomes.Squares,
        })],
    };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, EvidenceJson.Default.EvidenceNote);

    /// <exception cref="RegistryException">It cannot be read: what a canary did is not known, and it holds.</exception>
    public static EvidenceNote From(SharedNote note, int arms)
    {
        try
        {
            EvidenceNote? read = JsonSerializer.Deserialize(note.Value.Span, EvidenceJson.Default.EvidenceNote);
            return read?.Arms.Count == arms ? read : throw new JsonException($"It has {read?.Arms.Count ?? 0} variants, and the rollout has {arms}.");
        }
        catch (JsonException fault)
        {
            throw new RegistryException($"What an instance counted of a rollout cannot be read (note '{note.Name}'): {fault.Message} Remove it, or end the rollout with modelops canary abort.", fault);
        }
    }
}

/// <summary>What one variant did.</summary>
internal sealed record ArmNote
{
    public long Calls { get; init; }

    public long Errors { get; init; }

    public long Slow { get; init; }

    public long Timed { get; init; }

    public long? Units { get; init; }

    public long Outcomes { get; init; }

    public double Mean { get; init; }

    public double Squares { get; init; }

    public ArmCounts Counts => new(Calls, Errors, Slow, new RunningMean(Outcomes, Mean, Squares)) { Timed = Timed, Units = Units };
}

/// <summary>JSON of notes, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(EvidenceNote))]
internal sealed partial class EvidenceJson : JsonSerializerContext;
