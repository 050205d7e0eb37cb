using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Performance;

/// <summary>A figure of counted rows.</summary>
public delegate double FigureOfCounts(ReadOnlySpan<long> counts);

/// <summary>A figure of rows, given by their places; a place may come up several times.</summary>
public delegate double FigureOfRows(ReadOnlySpan<int> rows);

/// <summary>Percentile intervals by drawing rows again (Efron 1979), reproducible from a seed. For figures without a formula.</summary>
public static class Bootstrap
{
    /// <summary>A figure of counts: each is drawn anew from a Poisson distribution around itself.</summary>
    /// <param name="counts">0 or more each.</param>
    /// <param name="figure">NaN where it is not known; such draws are left out.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    /// <param name="level">The interval's level, above 0 and below 1. Default 0.95.</param>
    /// <param name="resamples">100 or more. Default 1,000.</param>
    public static Estimate OfCounts(ReadOnlySpan<long> counts, FigureOfCounts figure, ulong seed = 1, double level = Estimate.DefaultLevel, int resamples = 1_000)
    {
        ArgumentNullException.ThrowIfNull(figure);
        long[] original = counts.ToArray();
        long[] drawn = new long[original.Length];
        Xoshiro256StarStar random = Generator(seed);
        return Percentiles(figure(original), resamples, level, () =>
        {
            for (int i = 0; i < drawn.Length; i++)
                drawn[i] = original[i] == 0 ? 0 : Draw(random, original[i]);
            return figure(drawn);
        });
    }

    /// <summary>A figure of rows: as many are drawn with replacement.</summary>
    /// <param name="rows">How many there are, 0 or more.</param>
    /// <param name="figure">NaN where it is not known; such draws are left out.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    /// <param name="level">The interval's level, above 0 and below 1. Default 0.95.</param>
    /// <param name="resamples">100 or more. Default 1,000.</param>
    public static Estimate OfRows(int rows, FigureOfRows figure, ulong seed = 1, double level = Estimate.DefaultLevel, int resamples = 1_000)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        int[] drawn = [.. Enumerable.Range(0, rows)];
        double value = figure(drawn);
        Xoshiro256StarStar random = Generator(seed);
        return Percentiles(value, resamples, level, () =>
        {
            for (int i = 0; i < drawn.Length; i++)
                drawn[i] = random.Next(rows);
            return figure(drawn);
        });
    }

    private static Estimate Percentiles(double value, int resamples, double level, Func<double> draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        _ = Intervals.NormalQuantile(level);
        if (double.IsNaN(value))
            return Estimate.Unknown;

        var figures = new List<double>(resamples);
        for (int i = 0; i < resamples; i++)
        {
            double figure = draw();
            if (!double.IsNaN(figure))
                figures.Add(figure);
        }

        figures.Sort();
        ReadOnlySpan<double> sorted = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(figures);
        return new Estimate(value, Quantiles.Of(sorted, (1 - level) / 2), Quantiles.Of(sorted, (1 + level) / 2));
    }

    private static Xoshiro256StarStar Generator(ulong seed) => new((int)(seed ^ (seed >> 32)), threadSafe: false);

    // Above a million, a Poisson count is normal to the last digit that matters.
    private static long Draw(Xoshiro256StarStar random, long mean) => mean < 1_000_000
        ? Poisson.Sample(random, mean)
        : Math.Max((long)Math.Round(Normal.Sample(random, mean, Math.Sqrt(mean))), 0);
}
