using MLOps.Sdk.Drift.Columns;

namespace MLOps.Sdk.Tests.Drift.Columns;

public class ColumnAdviceTests
{
    [Fact]
    public void Independent_rows_are_all_worth_something()
    {
        ColumnAdvice advice = Advise([.. Noise(5_000)]);

        Assert.True(advice.Monitorable);
        Assert.Equal(10, advice.Bins);
        Assert.InRange(advice.Autocorrelation!.Value, -0.05, 0.05);
        Assert.InRange(advice.EffectiveRows!.Value, 4_400, 5_000);
        Assert.Empty(advice.Warnings);
    }

    [Fact]
    public void Rows_that_follow_each_other_are_worth_fewer()
    {
        double level = 0;
        ColumnAdvice advice = Advise([.. Noise(5_000).Select(step => level = (0.9 * level) + step)]);

        Assert.InRange(advice.Autocorrelation!.Value, 0.85, 0.95);
        Assert.InRange(advice.EffectiveRows!.Value, 100, 500);
        Assert.Contains("neighbouring rows", Assert.Single(advice.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_cannot_be_watched()
    {
        ColumnAdvice advice = Advise([.. Enumerable.Repeat(4.0, 1_000)]);

        Assert.False(advice.Monitorable);
        Assert.Contains("constant", Assert.Single(advice.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_reference_has_a_wide_tolerance_and_is_warned_of()
    {
        ColumnAdvice advice = Advise([.. Noise(60)]);

        Assert.True(advice.Tolerance > 0.4);
        Assert.Contains("60 values", Assert.Single(advice.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_cannot_be_watched()
    {
        ColumnAdvice advice = ColumnAdvice.Of(Column.OfCategories("id", Enumerable.Range(0, 1_000).ToDictionary(i => $"{i}", _ => 1L), 0, 0));

        Assert.False(advice.Monitorable);
        Assert.Contains("id", Assert.Single(advice.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, 0)]
    [InlineData(995, 1)]
    public void Categories_in_runs_resemble_each_other(long repeats, int warnings)
    {
        ColumnAdvice advice = ColumnAdvice.Of(Column.OfCategories("shop", new Dictionary<string, long> { ["a"] = 500, ["b"] = 500 }, 0, repeats));

        Assert.Equal((2 * repeats / 999.0) - 1, advice.Autocorrelation!.Value, 1e-9);
        Assert.Equal(warnings, advice.Warnings.Length);
    }

    [Fact]
    public void Without_values_there_is_nothing_to_watch() =>
        Assert.Equal((false, "has no values"), (Advise([double.NaN, double.NaN]) is var advice && advice.Monitorable, Assert.Single(advice.Warnings, warning => warning.Contains("no values", StringComparison.Ordinal))));

    private static ColumnAdvice Advise(double[] values) => ColumnAdvice.Of(Column.OfNumbers("x", values));

    private static IEnumerable<double> Noise(int rows)
    {
        var random = new Random(9);
        for (int i = 0; i < rows; i++)
            yield return random.NextDouble() + random.NextDouble() - 1;
    }
}
