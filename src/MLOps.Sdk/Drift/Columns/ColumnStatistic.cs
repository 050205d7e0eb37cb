using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>One statistic: its name, what it is for each kind of column, and what chance alone makes of it.</summary>
/// <param name="Name">Its key in JSON.</param>
/// <param name="OfNumbers">For numbers; null where it does not apply.</param>
/// <param name="OfCategories">For categories; null where it does not apply.</param>
/// <param name="Bound">Exceeded with probability α at most when nothing has changed; null where no such bound is known.</param>
internal sealed record ColumnStatistic(
    string Name, Func<NumericPair, double>? OfNumbers, Func<CategoryPair, double>? OfCategories, Func<SampleSizes, double, double>? Bound = null)
{
    public const string Psi = "psi";
    public const string Ks = "ks";

    /// <summary>All statistics, in the order of the output.</summary>
    public static IReadOnlyList<ColumnStatistic> All { get; } =
    [
        Number(Ks, static pair => pair.KolmogorovSmirnov, static (sizes, alpha) => SampleBounds.KolmogorovSmirnov(sizes.Reference, sizes.Current, alpha)),
        Number("ksPValue", static pair => KolmogorovSmirnov.PValue(pair.KolmogorovSmirnov, pair.ReferenceValues, pair.CurrentValues)),
        OfShares(Psi, static cells => cells.Psi, static psi => psi),
        OfShares("jensenShannon", static cells => JensenShannon.Distance(cells.ReferenceShares, cells.CurrentShares), static psi => Math.Min(Math.Sqrt(psi / 8 / Math.Log(2)), 1)),
        OfShares("jensenShannonNatural", static cells => JensenShannon.NaturalDistance(cells.ReferenceShares, cells.CurrentShares), static psi => Math.Min(Math.Sqrt(psi / 8), Math.Sqrt(Math.Log(2)))),
        OfShares("kullbackLeibler", static cells => ShareDistances.KullbackLeibler(cells.ReferenceShares, cells.CurrentShares, cells.Zeros), static psi => psi / 2),
        OfShares("hellinger", static cells => ShareDistances.Hellinger(cells.ReferenceShares, cells.CurrentShares), static psi => Math.Min(Math.Sqrt(psi / 8), 1)),
        OfShares("totalVariation", static cells => ShareDistances.TotalVariation(cells.ReferenceShares, cells.CurrentShares), static psi => Math.Min(Math.Sqrt(psi) / 2, 1)),
        OfShares("lInfinity", static cells => ShareDistances.LInfinity(cells.ReferenceShares, cells.CurrentShares), static psi => Math.Min(Math.Sqrt(psi) / 2, 1)),
        Number("wasserstein", static pair => pair.Wasserstein),
        Number("wassersteinNormed", static pair => Wasserstein.Normed(pair.Wasserstein, pair.ReferenceDeviation)),
        Category("chiSquare", static pair => pair.Contingency.Statistic),
        Category("chiSquarePValue", static pair => pair.Contingency.PValue),
        Category("chiSquareGoodnessOfFit", static pair => Finite(pair.Fit.Statistic)),
        Category("chiSquareGoodnessOfFitPValue", static pair => pair.Fit.PValue),
        Number("cramerVonMises", static pair => CramerVonMises.Test(pair.Ranks).Statistic),
        Number("cramerVonMisesPValue", static pair => CramerVonMises.Test(pair.Ranks).PValue),
        Number("andersonDarling", static pair => AndersonDarling.Test(pair.Ranks).Statistic),
        Number("andersonDarlingPValue", static pair => AndersonDarling.Test(pair.Ranks).PValue),
        Number("energy", static pair => EnergyDistance.Distance(pair.Ranks)),
        Number("mannWhitney", static pair => MannWhitney.Test(pair.Ranks, pair.Options.Alternative).Statistic),
        Number("mannWhitneyPValue", static pair => MannWhitney.Test(pair.Ranks, pair.Options.Alternative).PValue),
        Number("tTestPValue", static pair => pair.Means(Means.StudentT).PValue),
        new("zTestPValue", static pair => pair.Means(Means.Z).PValue, static pair => pair.OfTwo(static (a, b, c, d) => Means.Proportions(a, a + b, c, c + d)).PValue),
        Number("welchTestPValue", static pair => pair.Means(Means.WelchT).PValue),
        Category("gTest", static pair => Finite(ChiSquare.GTest(pair.Cells.Reference, pair.Cells.Current).Statistic)),
        Category("gTestPValue", static pair => ChiSquare.GTest(pair.Cells.Reference, pair.Cells.Current).PValue),
        Category("fisherPValue", static pair => pair.OfTwo(FisherExact.Test).PValue),
        OfShares("kullbackLeiblerOfReference", static cells => ShareDistances.KullbackLeibler(cells.CurrentShares, cells.ReferenceShares, cells.Zeros), static psi => psi / 2),
        OfShares("bhattacharyya", static cells => Finite(ShareDistances.Bhattacharyya(cells.ReferenceShares, cells.CurrentShares)), static psi => psi / 8),
        OfShares("lInfinityRobust", static cells => cells.Known ? SampleBounds.RobustLInfinity(ShareDistances.LInfinity(cells.ReferenceShares, cells.CurrentShares), cells.ReferenceRows, cells.CurrentRows) : double.NaN, static _ => 0),
    ];

    private static ColumnStatistic Number(string name, Func<NumericPair, double> compute, Func<SampleSizes, double, double>? bound = null) => new(name, compute, null, bound);

    private static ColumnStatistic Category(string name, Func<CategoryPair, double> compute) => new(name, null, compute);

    /// <summary>A distance between shares; near equality all of them are a function of χ², as PSI is.</summary>
    private static ColumnStatistic OfShares(string name, Func<BinnedPair, double> compute, Func<double, double> ofPsiBound) => new(
        name, pair => compute(pair.Bins), pair => compute(pair.Cells),
        (sizes, alpha) => ofPsiBound(SampleBounds.Psi(sizes.Cells, sizes.Reference, sizes.Current, alpha)));

    // A category that the reference does not have is impossible under it: the p-value of 0 says so, a number cannot.
    private static double Finite(double value) => double.IsInfinity(value) ? double.NaN : value;
}

/// <summary>How much data there is.</summary>
/// <param name="Reference">Values of the reference, 1 or more.</param>
/// <param name="Current">Current values, 1 or more.</param>
/// <param name="Cells">Cells that are not empty on both sides, 1 or more.</param>
internal readonly record struct SampleSizes(long Reference, long Current, int Cells);
