using System.Text.Json;
using System.Text.Json.Serialization;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Rollout.Plans;

/// <summary>
/// Which versions of a model answer which share of the calls, as decided for all instances of an app. Kept in the registry
/// as the last event of kind <see cref="RegistryEventKind.Rollout"/>; replaced as a whole, by compare-and-set.
/// </summary>
public sealed record RolloutPlan
{
    /// <summary>Its name, never used twice: the salt of its buckets, so that the same users are not always the first.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required RolloutKind Kind { get; init; }

    /// <summary>Where it stands. Variants get calls while it is running.</summary>
    public RolloutState State { get; init; }

    /// <summary>The variants, the champion's first; their shares are together 1. Empty when all calls go to the champion.</summary>
    public IReadOnlyList<RolloutVariant> Variants { get; init; } = [];

    /// <summary>Versions that see calls beside the one that answers, in whatever state the plan is.</summary>
    public IReadOnlyList<ShadowVariant> Shadows { get; init; } = [];

    /// <summary>A canary's ramp; empty for a test.</summary>
    public IReadOnlyList<RampStep> Steps { get; init; } = [];

    /// <summary>The place in <see cref="Steps"/>, from 0.</summary>
    public int Step { get; init; }

    /// <summary>How a canary is judged.</summary>
    public CanaryRules Rules { get; init; } = new();

    /// <summary>For a test whose shares follow its outcomes; null: they stay.</summary>
    public BanditRules? Bandit { get; init; }

    /// <summary>What is done about the verdicts.</summary>
    public CanaryConduct Conduct { get; init; } = new();

    /// <summary>How keys are dealt out.</summary>
    public Bucketing Bucketing { get; init; }

    /// <summary>For <see cref="Bucketing.FeatureManagement"/>: the allocation's seed, or "allocation\n" and the feature's name.</summary>
    public string? Hint { get; init; }

    /// <summary>The verdict behind the last change, for people.</summary>
    public string? Evidence { get; init; }

    /// <summary>Whether variants get calls now.</summary>
    [JsonIgnore]
    public bool IsRunning => State == RolloutState.Running && Variants.Count > 1;

    /// <summary>The version on trial; null where there is not exactly one.</summary>
    [JsonIgnore]
    public RolloutVariant? Challenger => Variants.Count == 2 ? Variants[1] : null;

    /// <summary>The plan as it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RolloutJson.Default.RolloutPlan);

    /// <summary>Reads a plan as it is kept.</summary>
    /// <exception cref="RegistryException">It is not one.</exception>
    public static RolloutPlan FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, RolloutJson.Default.RolloutPlan) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException fault)
        {
            throw new RegistryException($"A rollout's plan cannot be read: {fault.Message} Somebody else wrote it; end it with modelops canary abort.", fault);
        }
    }
}

/// <summary>A version that answers a share of the calls.</summary>
/// <param name="Name">What it is called, such as "champion", "canary" or "B".</param>
/// <param name="Version">The version.</param>
/// <param name="Share">Its share of the keys, 0 to 1.</param>
public sealed record RolloutVariant(string Name, string Version, double Share);

/// <summary>A version that sees a sample of the calls and whose answers nobody gets.</summary>
/// <param name="Version">The version.</param>
/// <param name="Sample">The share of the calls that it sees, above 0 and at most 1.</param>
public sealed record ShadowVariant(string Version, double Sample);

/// <summary>A step of a canary's ramp.</summary>
/// <param name="Share">The challenger's share of the keys, above 0 and below 1: the champion is what it is compared with.</param>
/// <param name="Duration">The least time before the next step.</param>
public sealed record RampStep(double Share, TimeSpan Duration);

/// <summary>What a rollout is for.</summary>
public enum RolloutKind
{
    /// <summary>A version on trial whose share grows until it is promoted or rolled back.</summary>
    Canary,

    /// <summary>Named variants with fixed shares (A/B), until somebody decides.</summary>
    Test,

    /// <summary>Nothing but shadows.</summary>
    Shadow,
}

/// <summary>Where a rollout stands.</summary>
public enum RolloutState
{
    /// <summary>Its variants get calls.</summary>
    Running,

    /// <summary>It ended: its challenger became champion.</summary>
    Promoted,

    /// <summary>It ended: its challenger was worse. That version is rejected.</summary>
    RolledBack,

    /// <summary>It was ended without a verdict.</summary>
    Stopped,
}

/// <summary>How keys are dealt out to variants.</summary>
public enum Bucketing
{
    /// <summary>By <see cref="Bucket.Of"/>: a few nanoseconds.</summary>
    Native,

    /// <summary>As Microsoft.FeatureManagement deals out percentiles, so that flags and rollouts agree: some hundred nanoseconds.</summary>
    FeatureManagement,
}
