using MathNet.Numerics.Distributions;

namespace MLOps.Sdk.Statistics.Bandits;

/// <summary>
/// Thompson sampling for outcomes that are good or bad (Thompson 1933; Chapelle and Li 2011), dealt out in shares: an arm's
/// share is the probability that it is the best one, given its outcomes and a uniform prior, mixed with a floor. Pure.
/// </summary>
public static class ThompsonShares
{
    /// <summary>Draws from the posteriors, where none are given: 4,096, which is within 0.016 of the probability with 95 %.</summary>
    public const int DefaultDraws = 4_096;

    /// <summary>
    /// share_k = floor + (1 − K floor) P(θ_k is the largest), θ_k ~ Beta(1 + good_k, 1 + bad_k), the probability estimated by draws.
    /// </summary>
    /// <param name="good">The good outcomes of each arm, 0 or more; sums of rewards between 0 and 1 will do.</param>
    /// <param name="bad">The bad ones.</param>
    /// <param name="floor">The least share of an arm, 0 to 1/K: what is never tried is never known.</param>
    /// <param name="seed">The same seed and outcomes give the same shares.</param>
    /// <param name="draws">Draws from the posteriors, 1 or more.</param>
    /// <returns>K shares, together 1.</returns>
    public static double[] Of(ReadOnlySpan<double> good, ReadOnlySpan<double> bad, double floor, int seed, int draws = DefaultDraws)
    {
        if (good.Length == 0 || good.Length != bad.Length)
            throw new ArgumentException($"There are good outcomes of {good.Length} arms and bad ones of {bad.Length}. Give both for each of one arm or more.", nameof(bad));
        if (!(floor >= 0 && floor * good.Length <= 1))
            throw new ArgumentOutOfRangeException(nameof(floor), floor, $"The least share of {good.Length} arms lies from 0 to one {good.Length}th.");
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        for (int arm = 0; arm < good.Length; arm++)
        {
            if (!(double.IsFinite(good[arm]) && good[arm] >= 0 && double.IsFinite(bad[arm]) && bad[arm] >= 0))
                throw new ArgumentException(FormattableString.Invariant($"Arm {arm} has {good[arm]} good outcomes and {bad[arm]} bad ones; both must be 0 or more."), nameof(good));
        }

        var random = new Random(seed);
        var wins = new int[good.Length];
        for (int draw = 0; draw < draws; draw++)
            wins[Best(good, bad, random)]++;
        return Array.ConvertAll(wins, won => floor + ((1 - (wins.Length * floor)) * won / draws));
    }

    private static int Best(ReadOnlySpan<double> good, ReadOnlySpan<double> bad, Random random)
    {
        int best = 0;
        double most = -1;
        for (int arm = 0; arm < good.Length; arm++)
        {
            double drawn = Beta.Sample(random, 1 + good[arm], 1 + bad[arm]);
            if (drawn > most)
                (best, most) = (arm, drawn);
        }

        return best;
    }
}
