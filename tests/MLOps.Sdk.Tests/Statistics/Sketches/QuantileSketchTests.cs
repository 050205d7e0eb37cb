using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Sketches;

namespace MLOps.Sdk.Tests.Statistics.Sketches;

public class QuantileSketchTests
{
    private static readonly double[] Shares = [0, 0.01, 0.25, 0.5, 0.9, 0.99, 1];

    [Fact]
    public void Every_quantile_lies_within_one_percent_of_the_value_with_its_rank() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat[]>().Filter(static values => values.Length > 0),
        values =>
        {
            // Magnitudes within the promise: 1e-9 to 1e9.
            double[] sorted = [.. values.Select(static value => Math.CopySign(Math.Clamp(Math.Abs(value.Get), 1e-9, 1e9), value.Get)).Order()];
            var sketch = new QuantileSketch();
            foreach (double value in sorted)
                sketch.Add(value);
            return Shares.All(share =>
            {
                double exact = sorted[(int)(share * (sorted.Length - 1))];
                return Math.Abs(sketch.Quantile(share) - exact) <= 1.000001 * QuantileSketch.RelativeError * Math.Abs(exact);
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stretches_add_and_subtract_as_if_they_were_counted_so()
    {
        var random = new Random(3);
        (var first, var second, var both) = (new QuantileSketch(), new QuantileSketch(), new QuantileSketch());
        for (int i = 0; i < 10_000; i++)
        {
            double value = Math.Exp(8 * (random.NextDouble() - 0.5)) * (i % 5 == 0 ? -1 : 1);
            (i % 2 == 0 ? first : second).Add(value);
            both.Add(value);
        }

        var sum = new QuantileSketch();
        sum.Add(first);
        sum.Add(second);
        Assert.All(Shares, share => Assert.Equal(both.Quantile(share), sum.Quantile(share)));
        both.Subtract(second);
        Assert.Equal(first.Rows, both.Rows);
        Assert.All(Shares, share => Assert.Equal(first.Quantile(share), both.Quantile(share)));
    }

    [Fact]
    public void Zeros_and_what_is_no_number_are_counted_as_what_they_are()
    {
        var sketch = new QuantileSketch();
        Assert.True(double.IsNaN(sketch.Quantile(0.5)));
        foreach (double value in (double[])[0, -0.0, double.NaN, double.PositiveInfinity, -3, 5e-324])
            sketch.Add(value);

        Assert.Equal((4, 2), (sketch.Rows, sketch.Missing));
        Assert.Equal((-3.0, 0.0), (Math.Round(sketch.Quantile(0), 1), sketch.Quantile(1)));
    }

    [Fact]
    public void Data_wider_than_the_promise_keeps_its_upper_quantiles_and_its_memory()
    {
        var sketch = new QuantileSketch();
        for (int exponent = -300; exponent <= 300; exponent++)
            sketch.Add(Math.Pow(10, exponent));

        Assert.Equal(601, sketch.Rows);
        Assert.Equal(1, sketch.Quantile(1) / 1e300, 0.011);
        Assert.Equal(1, sketch.Quantile(0.99) / Math.Pow(10, 294), 0.011);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int exponent = -300; exponent <= 300; exponent++)
            sketch.Add(Math.Pow(10, exponent));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
