namespace MLOps.Sdk.Statistics.Performance;

/// <summary>What a predicted probability costs when the truth is known.</summary>
public static class ProbabilityLosses
{
    /// <summary>Probabilities are held this far from 0 and 1, so that being surely wrong costs 36, not infinity (as scikit-learn does).</summary>
    public const double Floor = 2.220446049250313e-16;

    /// <summary>−ln of the probability that the truth was given: 0 or more.</summary>
    /// <param name="probability">Of the positive class; NaN outside 0 to 1.</param>
    /// <param name="label">The truth.</param>
    public static double Log(double probability, bool label)
    {
        if (!(probability is >= 0 and <= 1))
            return double.NaN;

        double held = Math.Clamp(probability, Floor, 1 - Floor);
        return label ? -Math.Log(held) : -Math.Log(1 - held);
    }

    /// <summary>The squared distance from the truth (Brier 1950), 0 to 1.</summary>
    /// <param name="probability">Of the positive class; NaN outside 0 to 1.</param>
    /// <param name="label">The truth.</param>
    public static double Brier(double probability, bool label)
    {
        if (!(probability is >= 0 and <= 1))
            return double.NaN;

        double distance = label ? 1 - probability : probability;
        return distance * distance;
    }
}
