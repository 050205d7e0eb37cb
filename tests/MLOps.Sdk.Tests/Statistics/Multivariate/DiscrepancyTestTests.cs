using MLOps.Sdk.Statistics.Multivariate;

namespace MLOps.Sdk.Tests.Statistics.Multivariate;

public class DiscrepancyTestTests
{
    private const int Dimensions = 6;
    private readonly Random _random = new(11);

    [Fact]
    public void Windows_of_the_same_distribution_reach_a_p_value_as_often_as_it_says()
    {
        (FourierFeatures features, FourierMean reference, DiscrepancyTest test) = Learn(rows: 2_000);
        double[] pValues = [.. Enumerable.Range(0, 400).Select(_ => PValue(features, reference, test, rows: 200, shift: 0))];

        // The standard error of the shares is 2.2 % at 0.3 and 1.1 % at 0.05.
        Assert.InRange(pValues.Count(static p => p <= 0.3) / 400.0, 0.22, 0.38);
        Assert.InRange(pValues.Count(static p => p <= 0.05) / 400.0, 0.015, 0.095);
        Assert.True(pValues.Min() > 1e-4);
    }

    [Fact]
    public void A_shift_of_one_dimension_is_found()
    {
        (FourierFeatures features, FourierMean reference, DiscrepancyTest test) = Learn(rows: 2_000);
        Assert.True(PValue(features, reference, test, rows: 500, shift: 0.7) < 1e-6);
    }

    [Fact]
    public void Constants_and_too_few_rows_have_no_p_value()
    {
        var features = new FourierFeatures(2, 1, 16);
        double[][] constant = [.. Enumerable.Repeat(new double[] { 1, 2 }, 50)];
        Assert.True(double.IsNaN(DiscrepancyTest.Of(features, constant).PValue(0.1, 50, 50)));
        Assert.Throws<ArgumentException>(() => DiscrepancyTest.Of(features, [[1, double.NaN], [1, 2]]));
    }

    private (FourierFeatures, FourierMean, DiscrepancyTest) Learn(int rows)
    {
        var features = new FourierFeatures(Dimensions, 3.4, 128, seed: 1);
        double[][] reference = [.. Enumerable.Range(0, rows).Select(_ => Row(0))];
        var mean = new FourierMean(features);
        foreach (double[] row in reference)
            mean.Add(row);
        return (features, mean, DiscrepancyTest.Of(features, reference));
    }

    private double PValue(FourierFeatures features, FourierMean reference, DiscrepancyTest test, int rows, double shift)
    {
        var window = new FourierMean(features);
        for (int i = 0; i < rows; i++)
            window.Add(Row(shift));
        return test.PValue(window.SquaredDistance(reference), reference.Rows, rows);
    }

    private double[] Row(double shift)
    {
        double[] row = [.. Enumerable.Range(0, Dimensions).Select(_ => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()))];
        row[0] += shift;
        return row;
    }
}
