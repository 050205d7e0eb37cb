using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

public class EstimatedPerformanceTests
{
    [SharedFact]
    public void Figures_of_calibrated_probabilities_are_the_derived_ones()
    {
        var vectors = new PublishedVectors();
        EstimatedPerformance actual = EstimatedPerformance.Of(vectors.Samples("der-cbpe", "calibrated_proba"));

        Assert.Equal(4.5, actual.TruePositives, 12);
        Assert.Equal(1.5, actual.FalsePositives, 12);
        Assert.Equal(1.0, actual.FalseNegatives, 12);
        Assert.Equal(3.0, actual.TrueNegatives, 12);
        Assert.Equal(0.75, actual.Accuracy.Value, 12);
        Assert.Equal(0.75, actual.Precision.Value, 12);
        Assert.Equal(0.8181818181818182, actual.Recall, 12);
        Assert.Equal(0.782608695652174, actual.F1, 12);
    }

    [Fact]
    public void What_comes_true_as_predicted_lies_in_the_intervals_and_the_area_is_near()
    {
        var random = new Random(9);
        int held = 0;
        for (int round = 0; round < 200; round++)
        {
            double[] p = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
            bool[] labels = [.. p.Select(share => random.NextDouble() < share)];
            EstimatedPerformance expected = EstimatedPerformance.Of(p);
            ClassificationPerformance actual = ClassificationPerformance.Of(p, labels);
            held += expected.Accuracy.Low <= actual.Accuracy.Value && actual.Accuracy.Value <= expected.Accuracy.High ? 1 : 0;
            Assert.Equal(actual.Auc.Value, expected.Auc, 0.08);
        }

        Assert.InRange(held, 180, 200);
    }

    [Fact]
    public void No_rows_are_unknown_and_what_is_no_probability_is_left_out()
    {
        Assert.False(EstimatedPerformance.Of([]).Accuracy.IsKnown);
        EstimatedPerformance actual = EstimatedPerformance.Of([double.NaN, 2, 0.8]);

        Assert.Equal((1, 2), (actual.Rows, actual.Unscored));
        Assert.True(double.IsNaN(actual.Auc));
    }

    [Fact]
    public void Scores_that_are_too_sure_are_calibrated()
    {
        var random = new Random(4);
        double[] truth = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())];
        bool[] labels = [.. truth.Select(share => random.NextDouble() < share)];
        double[] scores = [.. truth.Select(p => p * p * p / ((p * p * p) + ((1 - p) * (1 - p) * (1 - p))))];
        var raw = new ReliabilityBins();
        var calibrated = new ReliabilityBins();
        IsotonicCalibration calibration = IsotonicCalibration.Fit(scores.AsSpan(0, 10_000), labels.AsSpan(0, 10_000));
        for (int i = 10_000; i < scores.Length; i++)
        {
            raw.Add(scores[i], labels[i]);
            calibrated.Add(calibration.Of(scores[i]), labels[i]);
        }

        Assert.InRange(raw.ExpectedCalibrationError().Value, 0.1, 0.3);
        Assert.InRange(calibrated.ExpectedCalibrationError().Value, 0, 0.02);
    }

    [Fact]
    public void Calibration_rises_and_goes_on_beyond_its_ends()
    {
        IsotonicCalibration calibration = IsotonicCalibration.Fit([1, 2, 3, 4], [false, true, false, true]);

        Assert.Equal(0, calibration.Of(-5));
        Assert.Equal(0.5, calibration.Of(2.5));
        Assert.Equal(1, calibration.Of(99));
        Assert.True(double.IsNaN(calibration.Of(double.NaN)));
    }

    [Fact]
    public void The_error_of_rows_without_truth_is_estimated_from_what_they_look_like()
    {
        var random = new Random(2);
        double[] feature = [.. Enumerable.Range(0, 4_000).Select(_ => random.NextDouble())];
        double[] other = [.. Enumerable.Range(0, 4_000).Select(_ => random.NextDouble())];
        double[] losses = [.. feature.Select(x => x > 0.5 ? 2 + random.NextDouble() : random.NextDouble())];
        LossEstimator estimator = LossEstimator.Fit([feature, other], losses);

        Assert.Equal(2.5, estimator.Of([0.9, 0.1]), 0.2);
        Assert.Equal(0.5, estimator.Of([0.1, 0.9]), 0.2);
        Assert.Equal(2.5, Enumerable.Range(0, 100).Average(i => estimator.Of([0.6 + (i / 400.0), i / 100.0])), 0.15);
    }

    [Fact]
    public void A_constant_loss_is_its_own_estimate()
    {
        LossEstimator estimator = LossEstimator.Fit([[1, 2, 3], [double.NaN, 1, 2]], [5, 5, 5]);

        Assert.Equal(5, estimator.Of([2, double.NaN]), 9);
    }
}
