namespace MLOps.Sdk.Statistics.Distances;

/// <summary>
/// The Jensen-Shannon distance (Lin 1991; Endres and Schindelin 2003): the square root of
/// ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = ½ (p + q). A metric; 0 for equal shares, 1 (base 2) for disjoint ones.
/// </summary>
public static class JensenShannon
{
    /// <summary>The distance with logarithms to base 2, 0 to 1; NaN when either side is empty.</summary>
    public static double Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        NaturalDistance(reference, current) / Math.Sqrt(Math.Log(2));

    /// <summary>The distance with natural logarithms, 0 to √ln 2; NaN when either side is empty.</summary>
    public static double NaturalDistance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Shares.RequireSameLength(reference.Length, current.Length);
        if (!Shares.Known(reference) || !Shares.Known(current))
            return double.NaN;

        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double middle = (reference[i] + current[i]) / 2;
            sum += Term(reference[i], middle) + Term(current[i], middle);
        }

        return Math.Sqrt(Math.Max(sum, 0) / 2);
    }

    private static double Term(double share, double middle) => share > 0 ? share * Math.Log(share / middle) : 0;
}
