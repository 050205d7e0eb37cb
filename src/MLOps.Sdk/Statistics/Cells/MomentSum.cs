namespace MLOps.Sdk.Statistics.Cells;

/// <summary>A count, a mean and a sum of squared deviations from it.</summary>
internal readonly record struct MomentSum(long Count, double Mean, double Squares)
{
    public MomentSum Plus(MomentSum other)
    {
        if (Count == 0)
            return other;
        if (other.Count == 0)
            return this;

        long count = Count + other.Count;
        double distance = other.Mean - Mean;
        double share = (double)other.Count / count;
        return new(count, Mean + (distance * share), Squares + other.Squares + (distance * distance * Count * share));
    }

    /// <summary>What was there before <paramref name="other"/> was added; squares that rounding made negative become 0.</summary>
    public MomentSum Minus(MomentSum other)
    {
        long count = Count - other.Count;
        if (count <= 0)
            return default;
        if (other.Count == 0)
            return this;

        double mean = Mean + ((Mean - other.Mean) * other.Count / count);
        double distance = other.Mean - mean;
        double squares = Squares - other.Squares - (distance * distance * count * ((double)other.Count / Count));
        return new(count, mean, Math.Max(squares, 0));
    }
}
