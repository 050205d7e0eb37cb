using System.Text.Json;
using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Tests.Statistics;

public class PublishedVectorTests
{
    private readonly PublishedVectors _vectors = SharedFolder.Path is null ? null! : new PublishedVectors();

    [SharedTheory]
    [InlineData("ev-chi2-1")]
    [InlineData("ev-chi2-2")]
    [InlineData("ev-chi2-nan")]
    public void Goodness_of_fit_is_that_of_evidently(string id)
    {
        (long[] reference, long[] current) = _vectors.Counts(id, taken: name => name != "NaN");
        _vectors.Check(id, ChiSquare.GoodnessOfFit(reference, current).PValue);
    }

    [SharedFact]
    public void Goodness_of_fit_on_the_baselines_categories_is_that_of_deequ()
    {
        (long[] baseline, long[] sample) = _vectors.Counts("dq-chi2-0", "baseline", "sample", taken: name => name != "g");
        _vectors.Check("dq-chi2-0", ChiSquare.GoodnessOfFitMerged(baseline, sample).Statistic);
        _vectors.Check("dq-chi2-1", ChiSquare.GoodnessOfFitMerged(baseline, sample).PValue);
        (baseline, sample) = _vectors.Counts("dq-chi2-2", "baseline", "sample");
        _vectors.Check("dq-chi2-2", ChiSquare.GoodnessOfFitMerged(baseline, sample).PValue);
        (baseline, sample) = _vectors.Counts("dq-chi2-3", "baseline", "sample");
        _vectors.Check("dq-chi2-3", ChiSquare.GoodnessOfFitMerged(baseline, sample).Statistic);
    }

    [SharedFact]
    public void Contingency_is_that_of_frouros()
    {
        string[] reference = [.. _vectors.Input("fr-chi2", "reference").EnumerateArray().Select(v => v.GetString()!)];
        string[] current = [.. _vectors.Input("fr-chi2", "current").EnumerateArray().Select(v => v.GetString()!)];
        long[] Count(string[] values) => [values.Count(v => v == "a"), values.Count(v => v == "b"), values.Count(v => v == "c")];
        Significance actual = ChiSquare.Contingency(Count(reference), Count(current));

        _vectors.Check("fr-chi2", actual.Statistic);
        Assert.Equal(0.04657615, actual.PValue, 1e-8);
    }

    [SharedFact]
    public void G_test_is_that_of_evidently()
    {
        (long[] reference, long[] current) = _vectors.Counts("ev-gtest");
        _vectors.Check("ev-gtest", ChiSquare.GTest(reference, current).PValue);
    }

    [SharedTheory]
    [InlineData("ev-fisher-0")]
    [InlineData("ev-fisher-1")]
    [InlineData("ev-fisher-2")]
    public void Fisher_exact_is_that_of_scipy(string id)
    {
        JsonElement table = _vectors.Input(id, "table_[current,reference]x[a,b]");
        _vectors.Check(id, FisherExact.Test(table[1][0].GetInt64(), table[1][1].GetInt64(), table[0][0].GetInt64(), table[0][1].GetInt64()).PValue);
    }

    [SharedFact]
    public void Tests_of_samples_are_those_of_scipy()
    {
        _vectors.Check("ev-anderson", AndersonDarling.Test(Pair("ev-anderson")).PValue);
        _vectors.Check("ev-mwu", MannWhitney.Test(Pair("ev-mwu"), Alternative.Less).PValue);
        _vectors.Check("ev-energy", EnergyDistance.Distance(Pair("ev-energy")));
        (long n, double mean, double deviation) a = Moments(_vectors.Samples("ev-ttest", "reference"));
        (long n, double mean, double deviation) b = Moments(_vectors.Samples("ev-ttest", "current"));
        _vectors.Check("ev-ttest", Means.StudentT(a.n, a.mean, a.deviation, b.n, b.mean, b.deviation).PValue);
        _vectors.Check("ev-z-same", Means.Proportions(10, 20, 10, 20).PValue);
    }

    [SharedTheory]
    [InlineData("ev-hellinger-cat-1")]
    [InlineData("ev-hellinger-cat-2")]
    public void Hellinger_of_categories_is_that_of_evidently(string id) =>
        _vectors.Check(id, Compare(_vectors.Counts(id), (p, q) => ShareDistances.Hellinger(p, q)));

    [SharedTheory]
    [InlineData("ev-tvd-stat")]
    [InlineData("ev-tvd-stat2")]
    public void Total_variation_is_that_of_evidently(string id) =>
        _vectors.Check(id, Compare(_vectors.Counts(id), (p, q) => ShareDistances.TotalVariation(p, q)));

    [SharedFact]
    public void Distances_of_numbers_in_sturges_bins_are_those_of_evidently()
    {
        double[][] rows = PublishedVectors.Rows("derived_norm500_norm300_seed7.csv");
        EqualWidthBins bins = EqualWidthBins.Over(rows[0], rows[1])!;
        (long[], long[]) counts = (bins.CountValues(rows[0]), bins.CountValues(rows[1]));

        Assert.Equal(11, bins.Count);
        _vectors.Check("der-evidently-num-psi", Compare(counts, (p, q) => PopulationStability.Index(p, q, ZeroShares.Adaptive)));
        _vectors.Check("der-evidently-num-kl", Compare(counts, (p, q) => ShareDistances.KullbackLeibler(q, p, ZeroShares.Adaptive)));
        _vectors.Check("der-evidently-num-js_nat", Compare(counts, (p, q) => JensenShannon.NaturalDistance(p, q)));
        _vectors.Check("der-evidently-num-js_base2", Compare(counts, (p, q) => JensenShannon.Distance(p, q)));

        Array.Sort(rows[0]);
        Array.Sort(rows[1]);
        double ks = KolmogorovSmirnov.Statistic(rows[0], rows[1]);
        _vectors.Check("der-evidently-num-ks_D", ks);
        _vectors.Check("der-evidently-num-ks_p", KolmogorovSmirnov.PValue(ks, 500, 300));
        _vectors.Check("der-evidently-num-wasserstein_norm", Wasserstein.Normed(Wasserstein.Distance(rows[0], rows[1]), Moments(rows[0]).Deviation));
    }

    [SharedFact]
    public void Distances_of_numbers_in_ten_bins_are_those_of_frouros()
    {
        double[][] rows = PublishedVectors.Rows("frouros_univariate_seed31.csv");
        EqualWidthBins bins = EqualWidthBins.Over(rows[0], rows[1], 10)!;
        (long[], long[]) counts = (bins.CountValues(rows[0]), bins.CountValues(rows[1]));

        _vectors.Check("fr-psi-diff", Compare(counts, (p, q) => PopulationStability.Index(p, q, ZeroShares.Replace(2.2250738585072014e-308))));
        _vectors.Check("fr-hell-diff", Compare(counts, (p, q) => ShareDistances.Hellinger(p, q)));
        _vectors.Check("fr-kl", Compare(counts, (p, q) => ShareDistances.KullbackLeibler(p, q, ZeroShares.Keep)));
        _vectors.Check("fr-hinc", Compare(counts, (p, q) => ShareDistances.TotalVariation(p, q)));
        Array.Sort(rows[0]);
        Array.Sort(rows[1]);
        _vectors.Check("fr-emd", Wasserstein.Distance(rows[0], rows[1]));
    }

    [SharedFact]
    public void Kolmogorov_smirnov_of_a_short_window_is_that_of_frouros()
    {
        double[][] rows = PublishedVectors.Rows("frouros_iks_same_seed31.csv");
        double[] window = rows[1][^10..];
        Array.Sort(rows[0]);
        Array.Sort(window);
        double ks = KolmogorovSmirnov.Statistic(rows[0], window);

        _vectors.Check("fr-iks-D", ks);
        _vectors.Check("fr-iks-p", KolmogorovSmirnov.PValue(ks, rows[0].Length, 10));
    }

    [SharedFact]
    public void The_time_uniform_bound_is_that_of_howard_and_ramdas()
    {
        _vectors.Check("hr-dkw-100-0.05", SampleBounds.TimeUniformKolmogorovSmirnov(100, 0.05));
        _vectors.Check("hr-dkw-1000-0.05", SampleBounds.TimeUniformKolmogorovSmirnov(1_000, 0.05));
    }

    private PairedCounts Pair(string id) => PairedCounts.FromSamples(_vectors.Samples(id, "reference"), _vectors.Samples(id, "current"));

    private static double Compare((long[] Reference, long[] Current) counts, Func<double[], double[], double> distance)
    {
        double[] p = new double[counts.Reference.Length];
        double[] q = new double[counts.Current.Length];
        Shares.Of(counts.Reference, p);
        Shares.Of(counts.Current, q);
        return distance(p, q);
    }

    private static (long Count, double Mean, double Deviation) Moments(double[] values)
    {
        double mean = values.Average();
        return (values.Length, mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }
}
