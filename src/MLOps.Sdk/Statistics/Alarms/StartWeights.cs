namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// How much capital goes to the experts who start at each row: for ever, and never more than 1 in all. What a row gets
/// decides how fast a change there is seen: each halving costs ln 2 over the information of a row.
/// </summary>
/// <remarks>
/// A tenth goes by 1 / (2.1098 (s + 1) ln²(s + 1)), which spends half of itself on the first row: changes from the
/// start. The rest goes by 3 ln³(c) / ((s + c) ln⁴(s + c)) with c = 1,000, whose sum is below the integral 1: it is
/// nearly even over the first thousands of rows and still larger than the first rule by far at a thousand million.
/// </remarks>
internal static class StartWeights
{
    private const double Early = 0.1;
    private const double Offset = 1_000;
    private static readonly double LateScale = 3 * Math.Pow(Math.Log(Offset), 3);

    /// <summary>The capital of the experts who start at a row.</summary>
    /// <param name="row">From 1.</param>
    public static double Of(long row)
    {
        double near = Math.Log(row + 1.0);
        double far = Math.Log(row + Offset);
        double far2 = far * far;
        return (Early / (2.1098 * (row + 1.0) * near * near)) + ((1 - Early) * LateScale / ((row + Offset) * far2 * far2));
    }
}
