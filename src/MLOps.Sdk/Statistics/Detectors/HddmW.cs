namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// HDDM-W (Frías-Blanco and others 2015): McDiarmid's bound on exponentially weighted means before and after the point
/// where they were lowest (and, two-sided, highest). For losses between 0 and 1; quicker at sudden changes than
/// <see cref="HddmA"/>.
/// </summary>
/// <remarks>Alarm when the later mean exceeds the earlier by √((v₁ + v₂) ln(1/c) / 2), with v ← λ² + (1 − λ)² v from 1.</remarks>
public sealed class HddmW : ChangeDetector
{
    private readonly double _drift;
    private readonly double _warning;
    private readonly double _lambda;
    private readonly bool _twoSided;
    private WeightedMean _all;
    private Split _rise;
    private Split _fall;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="driftConfidence">c of a drift, above 0 and below 1. Default 0.001.</param>
    /// <param name="warningConfidence">c of a warning, above 0 and below 1. Default 0.005.</param>
    /// <param name="lambda">The weight of the latest row, above 0 and below 1. Default 0.05.</param>
    /// <param name="twoSided">Whether a falling mean is a drift as well. Default false.</param>
    public HddmW(double driftConfidence = 0.001, double warningConfidence = 0.005, double lambda = 0.05, bool twoSided = false)
    {
        _drift = Probability(driftConfidence, nameof(driftConfidence));
        _warning = Probability(warningConfidence, nameof(warningConfidence));
        _lambda = Probability(lambda, nameof(lambda));
        _twoSided = twoSided;
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        Bounded(value, "HDDM-W");
        _all = _all.With(value, _lambda);

        // A falling mean is a rising one turned round: 1 − x.
        _rise = _rise.With(value, _all, _lambda, Bound(_all.Weight, _drift));
        if (_twoSided)
            _fall = _fall.With(1 - value, _all with { Mean = 1 - _all.Mean }, _lambda, Bound(_all.Weight, _drift));
        return Risen(_drift) ? ChangeSignal.Drift : Risen(_warning) ? ChangeSignal.Warning : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _all = default;
        _rise = _fall = default;
    }

    private bool Risen(double confidence) => Risen(_rise, confidence) || Risen(_fall, confidence);

    private static bool Risen(Split split, double confidence) =>
        split.Before.Known && split.After.Known
        && split.After.Mean - split.Before.Mean > Bound(split.Before.Weight + split.After.Weight, confidence);

    private static double Bound(double weight, double confidence) => Math.Sqrt(weight * Math.Log(1 / confidence) / 2);

    private readonly record struct WeightedMean(bool Known, double Mean, double Weight)
    {
        public WeightedMean With(double value, double lambda) => Known
            ? new(true, (lambda * value) + ((1 - lambda) * Mean), (lambda * lambda) + ((1 - lambda) * (1 - lambda) * Weight))
            : new(true, value, 1);
    }

    /// <summary>The mean at its lowest upper bound, and the mean of the rows since.</summary>
    private readonly record struct Split(WeightedMean Before, WeightedMean After, double Cut)
    {
        public Split With(double value, WeightedMean all, double lambda, double bound) => !Before.Known || all.Mean + bound < Cut
            ? new(all, default, all.Mean + bound)
            : this with { After = After.With(value, lambda) };
    }
}
