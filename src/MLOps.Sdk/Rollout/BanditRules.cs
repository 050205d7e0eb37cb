using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Rollout;

/// <summary>
/// Lets the shares of a test follow its outcomes (Thompson sampling): at the end of each epoch a variant's share becomes the
/// probability that it is the best one. Each prediction carries the tag <c>propensity</c>, the share of the variant that
/// made it, so that what another policy would have earned can be computed from the log.
/// </summary>
/// <remarks>Outcomes are good or bad: <see cref="OutcomeLoss.Wrong"/>, or values and gains from 0 to 1. No verdict is given, since the arms are not split as in a test.</remarks>
public sealed record BanditRules
{
    /// <summary>How long shares stay as they are. Default 10 minutes.</summary>
    public TimeSpan Epoch { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The least share of a variant: what is never tried is never known. Default 0.05.</summary>
    public double Floor { get; init; } = 0.05;

    /// <summary>Says what is wrong with them, naming value and range.</summary>
    /// <exception cref="RegistryException">Something is.</exception>
    internal void Check(int variants, OutcomeLoss loss)
    {
        if (Epoch <= TimeSpan.Zero)
            throw new RegistryException($"BanditRules.Epoch is {Epoch}; it must be positive.");
        if (!(Floor > 0 && Floor * variants < 1))
            throw new RegistryException(FormattableString.Invariant($"BanditRules.Floor is {Floor} for {variants} variants; it must lie above 0 and below {1.0 / variants:0.###}, so that there is something to deal out beside it."));
        if (loss == OutcomeLoss.Distance)
            throw new RegistryException("CanaryRules.Loss is Distance, and a bandit needs outcomes that are good or bad. Use Wrong, or values or gains from 0 to 1.");
    }
}
