using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

public class RocAucTests
{
    [Fact]
    public void It_is_the_share_of_pairs_in_the_right_order_with_ties_counted_half() =>
        Prop.ForAll(ScoredRows(), rows =>
        {
            (double[] scores, bool[] labels) = Split(rows);
            Estimate actual = RocAuc.Of(scores, labels);
            double expected = Pairs(scores, labels);
            return double.IsNaN(expected) ? !actual.IsKnown : Math.Abs(expected - actual.Value) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Its_interval_is_that_of_the_mean_over_rows_on_the_logit_scale() =>
        Prop.ForAll(ScoredRows(), rows =>
        {
            (double[] scores, bool[] labels) = Split(rows);
            Estimate actual = RocAuc.Of(scores, labels);
            if (double.IsNaN(actual.Low) || actual.Value is 0 or 1)
                return true;

            double error = DeLongError(scores, labels);
            double logit = Math.Log(actual.Value / (1 - actual.Value));
            double width = 1.959963984540054 * error / (actual.Value * (1 - actual.Value));
            return Math.Abs(actual.Low - (1 / (1 + Math.Exp(width - logit)))) < 1e-9
                && Math.Abs(actual.High - (1 / (1 + Math.Exp(-width - logit)))) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_class_alone_is_unknown()
    {
        Assert.False(RocAuc.Of([0.1, 0.2], [true, true]).IsKnown);
        Assert.False(RocAuc.Of([], []).IsKnown);
        Assert.False(RocAuc.Of([double.NaN, 0.2], [true, false]).IsKnown);
    }

    [Fact]
    public void Infinite_scores_rank()
    {
        Estimate actual = RocAuc.Of([double.NegativeInfinity, 0, double.PositiveInfinity], [false, true, true]);

        Assert.Equal(1, actual.Value);
    }

    [Fact]
    public void Classes_without_a_mistake_still_have_an_interval_with_a_width()
    {
        Estimate actual = RocAuc.Of([0.1, 0.2, 0.3, 0.7, 0.8, 0.9], [false, false, false, true, true, true]);

        Assert.Equal(1, actual.Value);
        Assert.InRange(actual.Low, 0.2, 0.5);
        Assert.Equal(1, actual.High);
    }

    [Fact]
    public void The_interval_holds_the_truth_as_often_as_it_says()
    {
        var random = new Random(7);
        int held = 0;
        for (int round = 0; round < 1_000; round++)
        {
            double[] scores = new double[120];
            bool[] labels = new bool[120];
            for (int i = 0; i < scores.Length; i++)
            {
                labels[i] = i % 3 == 0;
                scores[i] = random.NextDouble() + (labels[i] ? 0.4 : 0);
            }

            // Uniform scores shifted by d: P(positive above negative) = 1 − (1 − d)² / 2.
            Estimate actual = RocAuc.Of(scores, labels);
            held += actual.Low <= 0.82 && 0.82 <= actual.High ? 1 : 0;
        }

        Assert.InRange(held, 925, 975);
    }

    [Fact]
    public void A_histogram_of_scores_bounds_the_exact_area() =>
        Prop.ForAll(ScoredRows(), rows =>
        {
            (double[] scores, bool[] labels) = Split(rows);
            var histogram = new ScoreHistogram(7);
            for (int i = 0; i < scores.Length; i++)
                histogram.Add(scores[i], labels[i]);
            double exact = Pairs(scores, labels);
            return double.IsNaN(exact) || Math.Abs(histogram.Auc().Value - exact) <= histogram.Unresolved() + 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lengths_that_differ_are_refused() =>
        Assert.Contains("3 predictions and 2 labels", Assert.Throws<ArgumentException>(() => RocAuc.Of([1, 2, 3], [true, false])).Message, StringComparison.Ordinal);

    private static Arbitrary<(int Score, bool Label)[]> ScoredRows() =>
        (from score in Gen.Choose(0, 20) from label in Gen.Elements(true, false) select (score, label)).ArrayOf().ToArbitrary();

    private static (double[] Scores, bool[] Labels) Split((int Score, bool Label)[] rows) =>
        ([.. rows.Select(r => r.Score / 20.0)], [.. rows.Select(r => r.Label)]);

    private static double Pairs(double[] scores, bool[] labels)
    {
        double[] positives = [.. scores.Where((_, i) => labels[i])];
        double[] negatives = [.. scores.Where((_, i) => !labels[i])];
        return positives.Length == 0 || negatives.Length == 0 ? double.NaN : positives.Average(p => negatives.Average(n => Over(p, n)));
    }

    private static double DeLongError(double[] scores, bool[] labels)
    {
        double[] positives = [.. scores.Where((_, i) => labels[i])];
        double[] negatives = [.. scores.Where((_, i) => !labels[i])];
        return Math.Sqrt(
            (Variance([.. positives.Select(p => negatives.Average(n => Over(p, n)))]) / positives.Length)
            + (Variance([.. negatives.Select(n => positives.Average(p => Over(p, n)))]) / negatives.Length));
    }

    private static double Over(double positive, double negative) => positive > negative ? 1 : positive == negative ? 0.5 : 0;

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
