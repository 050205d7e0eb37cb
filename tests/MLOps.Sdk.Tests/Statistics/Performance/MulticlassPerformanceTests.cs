using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

public class MulticlassPerformanceTests
{
    // Truth 0 1 2 0 1 2, predicted 0 2 1 0 0 1: the example of scikit-learn's documentation of f1_score.
    private static readonly (int Actual, int Predicted)[] Example = [(0, 0), (1, 2), (2, 1), (0, 0), (1, 0), (2, 1)];

    [Fact]
    public void Averages_are_those_of_scikit_learn()
    {
        ConfusionMatrix matrix = Count(Example);

        Assert.Equal(0.26666666666666666, matrix.F1(Averaging.Macro), 12);
        Assert.Equal(0.3333333333333333, matrix.F1(Averaging.Micro), 12);
        Assert.Equal(0.26666666666666666, matrix.F1(Averaging.Weighted), 12);
        Assert.Equal(0.2222222222222222, matrix.Precision(Averaging.Macro), 12);
        Assert.Equal(0.3333333333333333, matrix.Recall(Averaging.Macro), 12);
    }

    [Fact]
    public void A_class_that_is_never_predicted_has_no_precision_and_is_left_out_of_its_average()
    {
        ConfusionMatrix matrix = Count([(0, 0), (1, 0), (2, 2)]);

        Assert.Equal(0.75, matrix.Precision(Averaging.Macro), 12);
        Assert.Equal(2.0 / 3, matrix.Recall(Averaging.Macro), 12);
    }

    [Fact]
    public void A_bootstrap_interval_is_the_same_for_the_same_seed_and_holds_the_figure()
    {
        ConfusionMatrix matrix = Count([.. Enumerable.Repeat(Example, 50).SelectMany(e => e)]);
        Estimate first = matrix.Bootstrap(m => m.F1(Averaging.Macro), seed: 3);

        Assert.Equal(first, matrix.Bootstrap(m => m.F1(Averaging.Macro), seed: 3));
        Assert.NotEqual(first, matrix.Bootstrap(m => m.F1(Averaging.Macro), seed: 4));
        Assert.InRange(first.Value, first.Low, first.High);
        Assert.InRange(first.High - first.Low, 0.03, 0.15);
    }

    [Fact]
    public void Two_classes_have_the_figures_of_a_classification() =>
        Prop.ForAll((from score in Gen.Choose(0, 100) from label in Gen.Elements(true, false) select (score, label)).NonEmptyListOf().ToArbitrary(), rows =>
        {
            double[] scores = [.. rows.Select(r => r.score / 100.0)];
            bool[] labels = [.. rows.Select(r => r.label)];
            MulticlassPerformance many = MulticlassPerformance.Of([.. scores.SelectMany(s => new[] { 1 - s, s })], [.. labels.Select(l => l ? 1 : 0)], 2);
            ClassificationPerformance two = ClassificationPerformance.Of(scores, labels);
            return Same(many.LogLoss.Value, two.LogLoss.Value) && Same(many.Brier.Value, 2 * two.Brier.Value) && Same(many.MacroAuc, two.Auc.Value);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rows_without_probabilities_or_with_an_unknown_class_are_counted_apart()
    {
        MulticlassPerformance actual = MulticlassPerformance.Of([0.2, 0.3, 0.5, double.NaN, 0.5, 0.5, 0.1, 0.1, 0.8], [2, 0, 7], 3);

        Assert.Equal((1, 2), (actual.Rows, actual.Unscored));
        Assert.Equal(1, actual.Accuracy.Value);
        Assert.True(double.IsNaN(actual.MacroAuc));
    }

    [Fact]
    public void No_rows_are_unknown()
    {
        MulticlassPerformance actual = MulticlassPerformance.Of([], [], 4);

        Assert.False(actual.Accuracy.IsKnown || actual.MacroF1.IsKnown || actual.LogLoss.IsKnown || actual.Brier.IsKnown);
    }

    private static ConfusionMatrix Count((int Actual, int Predicted)[] rows)
    {
        var matrix = new ConfusionMatrix(3);
        foreach ((int actual, int predicted) in rows)
            matrix.Add(actual, predicted);
        return matrix;
    }

    private static bool Same(double a, double b) => double.IsNaN(a) ? double.IsNaN(b) : Math.Abs(a - b) < 1e-9;
}
