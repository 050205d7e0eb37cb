namespace MLOps.Sdk.Rollout.Plans;

/// <summary>A canary to be started: a version answers a growing share of the calls until it is promoted or rolled back.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version on trial.</param>
/// <param name="Reason">Why; kept for ever.</param>
public sealed record CanaryStart(string Model, string Version, string Reason)
{
    /// <summary>The ramp. Default: 1 % and 5 % for 10 minutes each, 25 % and 50 % for 30 minutes each.</summary>
    public IReadOnlyList<RampStep> Steps { get; init; } =
    [
        new(0.01, TimeSpan.FromMinutes(10)), new(0.05, TimeSpan.FromMinutes(10)), new(0.25, TimeSpan.FromMinutes(30)), new(0.5, TimeSpan.FromMinutes(30)),
    ];

    /// <summary>How it is judged.</summary>
    public CanaryRules Rules { get; init; } = new();

    /// <summary>What is done about the verdicts.</summary>
    public CanaryConduct Conduct { get; init; } = new();

    /// <summary>How keys are dealt out. Default <see cref="Bucketing.Native"/>.</summary>
    public Bucketing Bucketing { get; init; }

    /// <summary>For <see cref="Bucketing.FeatureManagement"/>: the allocation's seed, or "allocation\n" and the feature's name.</summary>
    public string? Hint { get; init; }

    /// <summary>Who asks. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }

    /// <summary>Who decides for it although it was rejected, a rollback was just now, or the model is frozen; null: nobody. Kept for ever.</summary>
    public string? Override { get; init; }
}

/// <summary>A test to be started: named variants answer fixed shares of the calls (A/B).</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Reason">Why; kept for ever.</param>
/// <param name="Variants">Two or more, of different versions, the champion's first; shares above 0, together 1.</param>
public sealed record TestStart(string Model, string Reason, IReadOnlyList<RolloutVariant> Variants)
{
    /// <summary>Lets the shares follow the outcomes; null: they stay. Default null.</summary>
    public BanditRules? Bandit { get; init; }

    /// <summary>How the variants are judged, each against the first.</summary>
    public CanaryRules Rules { get; init; } = new();

    /// <summary>How keys are dealt out. Default <see cref="Bucketing.Native"/>.</summary>
    public Bucketing Bucketing { get; init; }

    /// <summary>For <see cref="Bucketing.FeatureManagement"/>: the allocation's seed, or "allocation\n" and the feature's name.</summary>
    public string? Hint { get; init; }

    /// <summary>Who asks. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }

    /// <summary>Who decides for it although a version was rejected or the model is frozen; null: nobody. Kept for ever.</summary>
    public string? Override { get; init; }
}

/// <summary>A version that is to see a sample of the calls beside the one that answers.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Sample">The share of the calls that it sees, above 0 and at most 1.</param>
/// <param name="Reason">Why; kept for ever.</param>
public sealed record ShadowStart(string Model, string Version, double Sample, string Reason)
{
    /// <summary>Who asks. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }
}

/// <summary>The end, or the next step, of a rollout.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Reason">Why; kept for ever.</param>
public sealed record RolloutDecision(string Model, string Reason)
{
    /// <summary>The <see cref="RolloutStatus.Sequence"/> on which it was decided: refused when somebody came first. Null: whatever it is now.</summary>
    public long? Expected { get; init; }

    /// <summary>What it was decided on, for people.</summary>
    public string? Evidence { get; init; }

    /// <summary>Who asks. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }

    /// <summary>For a promotion: who decides for it although a gate, a missing approval, a rejection or a freeze says no.</summary>
    public string? Override { get; init; }
}
