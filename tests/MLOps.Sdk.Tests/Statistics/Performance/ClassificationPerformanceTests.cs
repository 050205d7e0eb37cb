using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

public class ClassificationPerformanceTests
{
    [Fact]
    public void Nothing_is_unknown_in_every_figure()
    {
        ClassificationPerformance actual = ClassificationPerformance.Of([], []);

        Assert.Equal(0, actual.Rows);
        Assert.All(Figures(actual), figure => Assert.False(figure.IsKnown));
        Assert.All(actual.Reliability, bin => Assert.Equal(0, bin.Rows));
    }

    [Fact]
    public void Precision_of_no_positive_prediction_is_unknown_and_recall_is_zero()
    {
        ClassificationPerformance actual = ClassificationPerformance.Of([0.1, 0.2], [true, false]);

        Assert.False(actual.Precision.IsKnown);
        Assert.Equal(0, actual.Recall.Value);
        Assert.Equal(0, actual.F1.Value);
    }

    [Fact]
    public void Scores_that_are_nan_are_counted_apart()
    {
        ClassificationPerformance actual = ClassificationPerformance.Of([double.NaN, 0.9], [true, true]);

        Assert.Equal((1, 1), (actual.Rows, actual.Unscored));
        Assert.Equal(1, actual.Accuracy.Value);
    }

    [Fact]
    public void Scores_that_are_no_probabilities_rank_and_have_no_losses()
    {
        ClassificationPerformance actual = ClassificationPerformance.Of([-3, 2, 0.5], [false, true, true]);

        Assert.Equal(2, actual.NotProbabilities);
        Assert.Equal(1, actual.Auc.Value);
        Assert.False(actual.LogLoss.IsKnown || actual.Brier.IsKnown || actual.CalibrationError.IsKnown);
    }

    [Fact]
    public void A_sure_mistake_costs_thirty_six_and_not_infinity() =>
        Assert.Equal(36.04, ClassificationPerformance.Of([0, 1], [true, false]).LogLoss.Value, 0.01);

    [Fact]
    public void Rows_that_come_true_as_predicted_are_calibrated_and_others_are_not()
    {
        double[] scores = [.. Enumerable.Repeat(0.7, 1_000)];
        bool[] calibrated = [.. Enumerable.Range(0, 1_000).Select(i => i % 10 < 7)];
        bool[] half = [.. Enumerable.Range(0, 1_000).Select(i => i % 2 == 0)];

        Estimate good = ClassificationPerformance.Of(scores, calibrated).CalibrationError;
        Estimate bad = ClassificationPerformance.Of(scores, half).CalibrationError;

        Assert.Equal(0, good.Value, 9);
        Assert.Equal(0, good.Low);
        Assert.Equal(0.2, bad.Value, 9);
        Assert.InRange(bad.Low, 0.1, 0.2);
    }

    [Fact]
    public void Counters_of_parts_add_up_to_the_counter_of_all() =>
        Prop.ForAll(ScoredRows(), ScoredRows(), (first, second) =>
        {
            var parts = Count(first);
            parts.Add(Count(second));
            ClassificationPerformance sum = parts.Performance();
            ClassificationPerformance all = Count([.. first, .. second]).Performance();
            return sum.Confusion == all.Confusion && sum.Unscored == all.Unscored
                && Figures(sum).Zip(Figures(all)).All(pair => Near(pair.First.Value, pair.Second.Value) && Near(pair.First.Low, pair.Second.Low));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Confusion_counts_subtract_what_was_added()
    {
        var window = new ConfusionCounts(5, 4, 3, 2);
        var other = new ConfusionCounts(50, 40, 30, 20);

        Assert.Equal(window, other.Plus(window).Minus(other));
    }

    [Fact]
    public void Matthews_correlation_is_unknown_when_all_predictions_are_alike()
    {
        Assert.True(double.IsNaN(new ConfusionCounts(5, 5, 0, 0).MatthewsCorrelation));
        Assert.Equal(1, new ConfusionCounts(5, 0, 5, 0).MatthewsCorrelation);
        Assert.Equal(-1, new ConfusionCounts(0, 5, 0, 5).MatthewsCorrelation);
    }

    [Fact]
    public void Business_value_is_the_sum_over_the_cells()
    {
        var counts = new ConfusionCounts(10, 4, 80, 6);
        var values = new CellValues(100m, -5m, 0m, -200m);

        Assert.Equal(-220m, values.Total(counts));
        Assert.Equal(-2.2, values.PerRow(counts).Value, 12);
        Assert.InRange(-2.2, values.PerRow(counts).Low, values.PerRow(counts).High);
        Assert.False(values.PerRow(default).IsKnown);
    }

    private static Arbitrary<(double Score, bool Label)[]> ScoredRows() =>
        (from score in Gen.Frequency((20, Gen.Choose(0, 100).Select(i => i / 100.0)), (1, Gen.Constant(double.NaN)))
         from label in Gen.Elements(true, false)
         select (score, label)).ArrayOf().ToArbitrary();

    private static ClassificationCounter Count((double Score, bool Label)[] rows)
    {
        var counter = new ClassificationCounter();
        foreach ((double score, bool label) in rows)
            counter.Add(score, label);
        return counter;
    }

    private static Estimate[] Figures(ClassificationPerformance p) =>
        [p.Accuracy, p.Precision, p.Recall, p.F1, p.Auc, p.LogLoss, p.Brier, p.CalibrationError, p.MeanScore];

    private static bool Near(double a, double b) => double.IsNaN(a) ? double.IsNaN(b) : Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a));
}
