namespace MLOps.Sdk.Statistics.Sequential;

/// <summary>A mean and variance kept row by row (Welford 1962). Immutable.</summary>
/// <param name="Rows">The number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Squares">The sum of squared distances from it.</param>
public readonly record struct RunningMean(long Rows, double Mean, double Squares)
{
    /// <summary>The sample variance (divided by n − 1); NaN below two rows.</summary>
    public double Variance => Rows > 1 ? Squares / (Rows - 1) : double.NaN;

    /// <summary>With the values of another one (Chan, Golub and LeVeque 1979): the same as if all had been added to one, save for rounding.</summary>
    public RunningMean With(RunningMean other)
    {
        if (Rows == 0 || other.Rows == 0)
            return Rows == 0 ? other : this;
        long rows = Rows + other.Rows;
        double distance = other.Mean - Mean, share = (double)other.Rows / rows;
        return new RunningMean(rows, Mean + (distance * share), Squares + other.Squares + (distance * distance * Rows * share));
    }

    /// <summary>With one more value.</summary>
    public RunningMean With(double value)
    {
        double distance = value - Mean;
        double mean = Mean + (distance / (Rows + 1));
        return new RunningMean(Rows + 1, mean, Squares + (distance * (value - mean)));
    }
}
