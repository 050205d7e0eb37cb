using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Statistics.Performance;
using MLOps.Sdk.Statistics.Sequential;

namespace MLOps.Sdk.Rollout;

/// <summary>What one arm of a rollout did.</summary>
/// <param name="Calls">Its calls.</param>
/// <param name="Errors">Those that failed.</param>
/// <param name="Slow">Those slower than the latency limit.</param>
/// <param name="Outcomes">What came true: the loss of each, the less the better.</param>
public readonly record struct ArmCounts(long Calls, long Errors, long Slow = 0, RunningMean Outcomes = default);

/// <summary>How a canary is judged.</summary>
public sealed record CanaryRules
{
    /// <summary>The probability that a challenger which is no worse is ever rolled back, all measures together. Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>How much higher the challenger's share of errors may be. Default 0.</summary>
    public double ErrorTolerance { get; init; }

    /// <summary>How much higher its share of slow calls may be. Default 0.01; null does not look.</summary>
    public double? SlowTolerance { get; init; } = 0.01;

    /// <summary>How much higher its mean loss may be; null does not look. Default null.</summary>
    public double? OutcomeTolerance { get; init; }

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
    public CanaryVerdict Judge(ArmCounts champion, ArmCounts challenger, double? share = null)
    {
        if (champion.Calls < MinimumCalls || challenger.Calls < MinimumCalls)
            return new CanaryVerdict(Verdict.Inconclusive, $"{challenger.Calls} and {champion.Calls} calls; {MinimumCalls} of each are needed", []);
        if (share is > 0 and < 1 && SampleRatio.Evidence([champion.Calls, challenger.Calls], [1 - share.Value, share.Value]) >= 1 / SplitAlpha)
            return new CanaryVerdict(Verdict.Inconclusive, $"the calls were not split as intended ({share:P1} to the challenger), so the arms cannot be compared", []);

        List<(string Measure, Estimate Harm, double Tolerance)> measures = MeasuresOf(champion, challenger);
        foreach ((string measure, Estimate harm, double tolerance) in measures)
        {
            if (harm.Low > tolerance)
                return new CanaryVerdict(Verdict.Fail, $"{measure} is higher by {harm.Value:G3} (at least {harm.Low:G3}, allowed {tolerance:G3})", [.. measures.Select(static m => (m.Measure, m.Harm))]);
        }

        bool shown = measures.TrueForAll(static measure => measure.Harm.High <= measure.Tolerance);
        return new CanaryVerdict(
            shown || challenger.Calls >= EnoughCalls ? Verdict.Pass : Verdict.Inconclusive,
            shown ? "no measure is higher than allowed" : challenger.Calls >= EnoughCalls ? $"{challenger.Calls} calls show no measure higher than allowed" : "not yet known",
            [.. measures.Select(static m => (m.Measure, m.Harm))]);
    }

    // Harm has one direction, so the interval is one of twice the probability; measures share it (Bonferroni).
    private List<(string Measure, Estimate Harm, double Tolerance)> MeasuresOf(ArmCounts champion, ArmCounts challenger)
    {
        int count = 1 + (SlowTolerance is null ? 0 : 1) + (OutcomeTolerance is null ? 0 : 1);
        double alpha = Math.Min(2 * Alpha / count, 0.5);
        List<(string, Estimate, double)> measures =
            [("the share of errors", ConfidenceSequence.OfShares(champion.Errors, champion.Calls, challenger.Errors, challenger.Calls, alpha), ErrorTolerance)];
        if (SlowTolerance is { } slow)
            measures.Add(("the share of slow calls", ConfidenceSequence.OfShares(champion.Slow, champion.Calls, challenger.Slow, challenger.Calls, alpha), slow));
        if (OutcomeTolerance is { } outcome)
            measures.Add(("the loss", ConfidenceSequence.OfMeans(champion.Outcomes, challenger.Outcomes, alpha), outcome));
        return measures;
    }
}

/// <summary>What a canary's numbers say.</summary>
/// <param name="Verdict">Pass: promote; fail: roll back; inconclusive: hold.</param>
/// <param name="Reason">Why, for the record.</param>
/// <param name="Measures">How much higher each measure of the challenger is, with its interval.</param>
public sealed record CanaryVerdict(Verdict Verdict, string Reason, IReadOnlyList<(string Measure, Estimate Harm)> Measures);
