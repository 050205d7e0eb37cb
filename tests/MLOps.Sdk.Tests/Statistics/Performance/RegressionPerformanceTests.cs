using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

public class RegressionPerformanceTests
{
    [Fact]
    public void Nothing_is_unknown_in_every_figure() =>
        Assert.All(Figures(RegressionPerformance.Of([], [])), figure => Assert.False(figure.IsKnown));

    [Fact]
    public void Figures_are_those_of_their_formulas()
    {
        RegressionPerformance actual = RegressionPerformance.Of([2.5, 0, 2, 8], [3, -0.5, 2, 7]);

        Assert.Equal(0.5, actual.Mae.Value, 12);
        Assert.Equal(Math.Sqrt(0.375), actual.Rmse.Value, 12);
        Assert.Equal(0.9486081370449679, actual.R2.Value, 12);
        Assert.Equal(0.25, actual.Bias.Value, 12);
        Assert.Equal(0.25, actual.Pinball.Value, 12);
        Assert.Equal(((0.5 / 3) + 1 + 0 + (1.0 / 7)) / 4, actual.Mape.Value, 12);
    }

    [Fact]
    public void A_low_quantile_costs_more_when_it_is_too_high()
    {
        Assert.Equal(0.9, PinballLoss.Of(2, 1, 0.1), 12);
        Assert.Equal(0.1, PinballLoss.Of(1, 2, 0.1), 12);
    }

    [Fact]
    public void Truth_that_is_constant_leaves_r2_unknown_and_zero_leaves_mape_unknown()
    {
        RegressionPerformance actual = RegressionPerformance.Of([1, 2, 3], [0, 0, 0]);

        Assert.False(actual.R2.IsKnown || actual.Mape.IsKnown);
        Assert.Equal(2, actual.Mae.Value, 12);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_counted_apart()
    {
        RegressionPerformance actual = RegressionPerformance.Of([double.NaN, 1, double.PositiveInfinity, 4], [1, double.NaN, 2, 5]);

        Assert.Equal((1, 3), (actual.Rows, actual.Unscored));
        Assert.Equal(1, actual.Mae.Value);
    }

    [Fact]
    public void The_largest_numbers_give_finite_figures()
    {
        RegressionPerformance actual = RegressionPerformance.Of([1e308, -1e308, 5, -1.7e308], [-1e308, 1e308, 4, 1.7e308]);

        Assert.All(Figures(actual), figure => Assert.True(double.IsFinite(figure.Value)));
    }

    [Fact]
    public void Counters_of_parts_add_up_to_the_counter_of_all() =>
        Prop.ForAll(Pairs(), Pairs(), (first, second) =>
        {
            RegressionCounter parts = Count(first);
            parts.Add(Count(second));
            return Figures(parts.Performance()).Zip(Figures(Count([.. first, .. second]).Performance()))
                .All(pair => double.IsNaN(pair.First.Value) ? double.IsNaN(pair.Second.Value) : Math.Abs(pair.First.Value - pair.Second.Value) <= 1e-9 * Math.Max(1, Math.Abs(pair.First.Value)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Intervals_hold_the_truth_as_often_as_they_say()
    {
        var random = new Random(5);
        int determination = 0;
        int root = 0;
        for (int round = 0; round < 1_000; round++)
        {
            double[] labels = new double[200];
            double[] predictions = new double[200];
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = Uniform(random);
                predictions[i] = labels[i] + (0.5 * Uniform(random));
            }

            // The error's variance is a quarter of the truth's.
            RegressionPerformance actual = RegressionPerformance.Of(predictions, labels);
            determination += actual.R2.Low <= 0.75 && 0.75 <= actual.R2.High ? 1 : 0;
            root += actual.Rmse.Low <= 0.5 && 0.5 <= actual.Rmse.High ? 1 : 0;
        }

        Assert.InRange(determination, 925, 975);
        Assert.InRange(root, 925, 975);
    }

    private static double Uniform(Random random) => ((2 * random.NextDouble()) - 1) * Math.Sqrt(3);

    private static Arbitrary<(int Prediction, int Label)[]> Pairs() =>
        (from prediction in Gen.Choose(-50, 50) from label in Gen.Choose(-50, 50) select (prediction, label)).ArrayOf().ToArbitrary();

    private static RegressionCounter Count((int Prediction, int Label)[] rows)
    {
        var counter = new RegressionCounter(0.3);
        foreach ((int prediction, int label) in rows)
            counter.Add(prediction, label);
        return counter;
    }

    private static Estimate[] Figures(RegressionPerformance p) => [p.Mae, p.Rmse, p.Mape, p.R2, p.Bias, p.Pinball];
}
