using MathNet.Numerics;

namespace MLOps.Sdk.Statistics.Sequential;

/// <summary>
/// Whether rows were dealt out as intended, at any moment: the Bayes factor of a Dirichlet mixture against the intended
/// shares is an e-value, so by Ville's inequality it ever reaches 1/α with probability α at most (Lindon and Malek 2022).
/// </summary>
public static class SampleRatio
{
    /// <summary>The prior's weight: as if this many rows had been dealt out as intended. 100.</summary>
    private const double Prior = 100;

    /// <summary>The evidence against the intended shares; 20 is what α = 0.05 needs, 1,000 what 0.001 needs.</summary>
    /// <param name="rows">The rows of each arm.</param>
    /// <param name="shares">The intended share of each, above 0, together 1.</param>
    public static double Evidence(ReadOnlySpan<long> rows, ReadOnlySpan<double> shares)
    {
        if (rows.Length != shares.Length)
            throw new ArgumentException($"There are {rows.Length} arms and {shares.Length} shares. Give one for each.", nameof(shares));
        double log = SpecialFunctions.GammaLn(Prior), all = 0;
        for (int arm = 0; arm < rows.Length; arm++)
        {
            if (!(shares[arm] > 0))
                throw new ArgumentException($"Share {arm} is {shares[arm].ToString(System.Globalization.CultureInfo.InvariantCulture)}; an arm that gets nothing cannot be judged. Leave it out.", nameof(shares));
            double prior = Prior * shares[arm];
            log += SpecialFunctions.GammaLn(prior + rows[arm]) - SpecialFunctions.GammaLn(prior) - (rows[arm] * Math.Log(shares[arm]));
            all += rows[arm];
        }

        return Math.Exp(Math.Min(log - SpecialFunctions.GammaLn(Prior + all), 700));
    }
}
