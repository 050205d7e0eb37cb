using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Statistics.Performance;
using MLOps.Sdk.Statistics.Sequential;

namespace MLOps.Sdk.Rollout;

/// <summary>What one arm of a rollout did.</summary>
/// <param name="Calls">Its calls.</param>
/// <param name="Errors">Those that failed.</param>
/// <param name="Slow">Those slower than the latency limit.</param>
/// <param name="Outcomes">What came true: the loss of each, the less the better.</param>
public readonly record struct ArmCounts(long Calls, long Errors, long Slow = 0, RunningMean Outcomes = default)
{
    /// <summary>The calls that were compared with the latency limit; null: all of them.</summary>
    public long? Timed { get; init; }

    /// <summary>What was dealt out to it, such as users, where that is not calls; null: calls.</summary>
    public long? Units { get; init; }

    /// <summary>What was dealt out to it.</summary>
    internal long Dealt => Units ?? Calls;
}

/// <summary>How a canary is judged.</summary>
public sealed record CanaryRules
{
    /// <summary>The probability that a challenger which is no worse is ever rolled back, all measures together. Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>How much higher the challenger's share of errors may be. Default 0.</summary>
    public double ErrorTolerance { get; init; }

    /// <summary>How much higher its share of slow calls may be. Default 0.01; null does not look.</summary>
    public double? SlowTolerance { get; init; } = 0.01;

    /// <summary>How long a call may take before it counts as slow. Default null: as long as <see cref="SlowQuantile"/> of the champion's first calls took.</summary>
    public TimeSpan? SlowLimit { get; init; }

    /// <summary>The quantile of the champion's latency that is the limit where <see cref="SlowLimit"/> is null. Default 0.95.</summary>
    public double SlowQuantile { get; init; } = 0.95;

    /// <summary>How much higher its mean loss may be; null does not look. Default null.</summary>
    public double? OutcomeTolerance { get; init; }

    /// <summary>How an outcome becomes a loss. Default: 1 for a wrong prediction, 0 for a right one.</summary>
    public OutcomeLoss Loss { get; init; }

    /// <summary>The fewest calls of each arm before any verdict. Default 50.</summary>
    public long MinimumCalls { get; init; } = 50;

    /// <summary>The challenger's calls after which one that is not shown to be worse passes. Default 3,000.</summary>
    public long EnoughCalls { get; init; } = 3_000;

    /// <summary>The evidence of a wrong split that makes the comparison invalid. Default 0.001.</summary>
    public double SplitAlpha { get; init; } = 0.001;

    /// <summary>Judges both arms, at any moment and as often as wanted.</summary>
    /// <param name="champion">What the champion did while the challenger had its share.</param>
    /// <param name="challenger">What the challenger did.</param>
    /// <param name="share">The challenger's intended share of the calls; null when it changed meanwhile.</param>
    public CanaryVerdict Judge(ArmCounts champion, ArmCounts challenger, double? share = null) =>
        Judge(champion, challenger, share, share is > 0 and < 1 ? SampleRatio.Evidence([champion.Dealt, challenger.Dealt], [1 - share.Value, share.Value]) : 0);

    /// <summary>The same with the evidence of a wrong split from elsewhere.</summary>
    internal CanaryVerdict Judge(ArmCounts champion, ArmCounts challenger, double? share, double splitEvidence)
    {
        if (champion.Calls < MinimumCalls || challenger.Calls < MinimumCalls)
            return new CanaryVerdict(Verdict.Inconclusive, $"{challenger.Calls} and {champion.Calls} calls; {MinimumCalls} of each are needed", []);
        if (splitEvidence >= 1 / SplitAlpha)
            return new CanaryVerdict(Verdict.Inconclusive, $"the calls were not split as intended ({share:P1} to the challenger), so the arms cannot be compared", []);

        List<(string Measure, Estimate Harm, double Tolerance)> measures = MeasuresOf(champion, challenger);
        foreach ((string measure, Estimate harm, double tolerance) in measures)
        {
            if (harm.Low > tolerance)
                return new CanaryVerdict(Verdict.Fail, $"{measure} is higher by {harm.Value:G3} (at least {harm.Low:G3}, allowed {tolerance:G3})", [.. measures.Select(static m => (m.Measure, m.Harm))]);
        }

        bool shown = measures.TrueForAll(static measure => measure.Harm.High <= measure.Tolerance);
        bool enough = challenger.Calls >= EnoughCalls && measures.TrueForAll(static measure => !double.IsNaN(measure.Harm.Value));
        return new CanaryVerdict(
            shown || enough ? Verdict.Pass : Verdict.Inconclusive,
            shown ? "no measure is higher than allowed" : enough ? $"{challenger.Calls} calls show no measure higher than allowed" : "not yet known",
            [.. measures.Select(static m => (m.Measure, m.Harm))]);
    }

    /// <summary>Says what is wrong with the rules, naming value and range.</summary>
    /// <exception cref="RegistryException">Something is.</exception>
    internal void Check()
    {
        Require(Alpha is > 0 and < 1, $"CanaryRules.Alpha is {Alpha}; it must lie above 0 and below 1.");
        Require(ErrorTolerance is >= 0 and < 1, $"CanaryRules.ErrorTolerance is {ErrorTolerance}; it must be 0 or more and below 1.");
        Require(SlowTolerance is null or (>= 0 and < 1), $"CanaryRules.SlowTolerance is {SlowTolerance}; it must be 0 or more and below 1, or null.");
        Require(SlowLimit is null || SlowLimit > TimeSpan.Zero, $"CanaryRules.SlowLimit is {SlowLimit}; it must be positive, or null.");
        Require(SlowQuantile is > 0 and < 1, $"CanaryRules.SlowQuantile is {SlowQuantile}; it must lie above 0 and below 1.");
        Require(OutcomeTolerance is null or >= 0, $"CanaryRules.OutcomeTolerance is {OutcomeTolerance}; it must be 0 or more, or null.");
        Require(MinimumCalls >= 1, $"CanaryRules.MinimumCalls is {MinimumCalls}; it must be 1 or more.");
        Require(EnoughCalls >= MinimumCalls, $"CanaryRules.EnoughCalls is {EnoughCalls} and MinimumCalls {MinimumCalls}; enough cannot be less.");
        Require(SplitAlpha is > 0 and < 1, $"CanaryRules.SplitAlpha is {SplitAlpha}; it must lie above 0 and below 1.");
    }

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
            throw new RegistryException(FormattableString.Invariant(message));
    }

    // Harm has one direction, so the interval is one of twice the probability; measures share it (Bonferroni).
    private List<(string Measure, Estimate Harm, double Tolerance)> MeasuresOf(ArmCounts champion, ArmCounts challenger)
    {
        int count = 1 + (SlowTolerance is null ? 0 : 1) + (OutcomeTolerance is null ? 0 : 1);
        double alpha = Math.Min(2 * Alpha / count, 0.5);
        List<(string, Estimate, double)> measures =
            [("the share of errors", ConfidenceSequence.OfShares(champion.Errors, champion.Calls, challenger.Errors, challenger.Calls, alpha), ErrorTolerance)];
        if (SlowTolerance is { } slow)
        {
            measures.Add(("the share of slow calls", ConfidenceSequence.OfShares(
                champion.Slow, champion.Timed ?? champion.Calls, challenger.Slow, challenger.Timed ?? challenger.Calls, alpha), slow));
        }

        if (OutcomeTolerance is { } outcome)
            measures.Add(("the loss", LossOf(champion.Outcomes, challenger.Outcomes, alpha), outcome));
        return measures;
    }

    // The interval is for large numbers: few outcomes, or outcomes that are all the same, say nothing about its width.
    private Estimate LossOf(RunningMean champion, RunningMean challenger, double alpha) =>
        champion.Rows < MinimumCalls || challenger.Rows < MinimumCalls || (champion.Squares == 0 && challenger.Squares == 0)
            ? Estimate.Unknown
            : ConfidenceSequence.OfMeans(champion, challenger, alpha);
}

/// <summary>How an outcome becomes a loss, the less the better.</summary>
public enum OutcomeLoss
{
    /// <summary>1 for a wrong prediction, 0 for a right one: labels that differ, or an output on the other side of 0.5 than a truth of 0 or 1.</summary>
    Wrong,

    /// <summary>The distance of the output from the truth.</summary>
    Distance,

    /// <summary>The outcome's value itself: complaints, costs.</summary>
    Value,

    /// <summary>The outcome's value, of which more is better: conversions, revenue.</summary>
    Gain,
}

/// <summary>What a canary's numbers say.</summary>
/// <param name="Verdict">Pass: promote; fail: roll back; inconclusive: hold.</param>
/// <param name="Reason">Why, for the record.</param>
/// <param name="Measures">How much higher each measure of the challenger is, with its interval.</param>
public sealed record CanaryVerdict(Verdict Verdict, string Reason, IReadOnlyList<(string Measure, Estimate Harm)> Measures);
