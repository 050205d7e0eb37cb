using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Tests.Statistics.Distances;

public class KolmogorovSmirnovTests
{
    [Fact]
    public void The_exact_p_value_is_the_share_of_orders_that_deviate_as_much()
    {
        for (int n = 1; n <= 6; n++)
        {
            for (int m = 1; m <= 6; m++)
            {
                double[] statistics = [.. AllOrders(n, m)];
                foreach (double statistic in statistics.Distinct())
                {
                    double expected = statistics.Count(s => s >= statistic - 1e-12) / (double)statistics.Length;
                    Assert.Equal(expected, KolmogorovSmirnov.PValue(statistic, n, m), 1e-13);
                }
            }
        }
    }

    [Fact]
    public void Samples_of_one_size_and_samples_of_nearly_one_size_agree() =>
        Assert.Equal(
            KolmogorovSmirnov.PValue(0.05, 2_000, 2_000),
            (KolmogorovSmirnov.PValue(0.05, 2_000, 1_999) + KolmogorovSmirnov.PValue(0.05, 2_000, 2_001)) / 2,
            1e-3);

    [Fact]
    public void The_roles_of_the_samples_do_not_matter() =>
        Assert.Equal(KolmogorovSmirnov.PValue(0.12, 700, 91), KolmogorovSmirnov.PValue(0.12, 91, 700), 1e-14);

    [Fact]
    public void Tiny_probabilities_keep_their_digits() =>
        Assert.Equal(2.0 / Binomial(60, 20), KolmogorovSmirnov.PValue(1, 40, 20), 1e-10 * 2.0 / Binomial(60, 20));

    [Fact]
    public void Counting_and_approximation_meet_where_one_takes_over_from_the_other()
    {
        double counted = KolmogorovSmirnov.PValue(0.03, 10_000, 5_000);
        double approximated = KolmogorovSmirnov.PValue(0.03, 10_001, 5_000);

        Assert.Equal(counted, approximated, 0.02 * counted);
    }

    [Fact]
    public void No_deviation_has_a_p_value_of_one() => Assert.Equal(1, KolmogorovSmirnov.PValue(0, 10, 20));

    [Fact]
    public void Nothing_to_compare_is_unknown()
    {
        Assert.True(double.IsNaN(KolmogorovSmirnov.Statistic([], [1])));
        Assert.True(double.IsNaN(KolmogorovSmirnov.PValue(double.NaN, 0, 10)));
    }

    [Fact]
    public void The_statistic_is_the_largest_gap_of_the_distribution_functions() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<byte>>(),
        ArbMap.Default.ArbFor<NonEmptyArray<byte>>(),
        (a, b) =>
        {
            double[] left = [.. a.Get.Select(v => v % 12.0).Order()];
            double[] right = [.. b.Get.Select(v => v % 12.0).Order()];
            double expected = Enumerable.Range(0, 12).Max(x => Math.Abs((left.Count(v => v <= x) / (double)left.Length) - (right.Count(v => v <= x) / (double)right.Length)));
            return Math.Abs(expected - KolmogorovSmirnov.Statistic(left, right)) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(200, 0.03)]
    [InlineData(500, 0.025)]
    [InlineData(500, 0.06)]
    [InlineData(1_500, 0.02)]
    public void The_one_sample_distribution_is_the_same_by_matrix_and_by_series(int n, double d) =>
        Assert.Equal(KolmogorovDistribution.Matrix(n, d), KolmogorovDistribution.PelzGood(n, d), 3e-6);

    [Theory]
    [InlineData(50, 0.2828)]
    [InlineData(141, 0.1249)]
    [InlineData(1_000, 0.0469)]
    public void The_one_sample_distribution_has_no_step_where_the_method_changes(int n, double d) =>
        Assert.Equal(1 - KolmogorovDistribution.Matrix(n, d), Math.Min(2 * KolmogorovDistribution.OneSidedTail(n, d), 1), 2e-6);

    [Theory]
    [InlineData(10, 0.274, 0.6284796154565043)]
    public void The_one_sample_distribution_has_the_published_value(int n, double d, double expected) =>
        Assert.Equal(expected, KolmogorovDistribution.Matrix(n, d), 1e-12);

    [Fact]
    public void Remembered_p_values_are_those_that_were_computed()
    {
        var cache = new KsPValueCache();
        double first = cache.PValue(0.05, 1_000, 300);

        Assert.Equal(KolmogorovSmirnov.PValue(0.05, 1_000, 300), first);
        Assert.Equal(first, cache.PValue(0.05, 1_000, 300));
    }

    private static IEnumerable<double> AllOrders(int n, int m)
    {
        for (int order = 0; order < 1 << (n + m); order++)
        {
            if (int.PopCount(order) != n)
                continue;
            int i = 0;
            int j = 0;
            double largest = 0;
            for (int k = 0; k < n + m; k++)
            {
                if ((order >> k & 1) == 1)
                    i++;
                else
                    j++;
                largest = Math.Max(largest, Math.Abs(((double)i / n) - ((double)j / m)));
            }

            yield return largest;
        }
    }

    private static double Binomial(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}
