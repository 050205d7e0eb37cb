using System.Globalization;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Statistics.Cells;

public class QuantilesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 2.5)]
    [InlineData(1, 4)]
    public void Quantiles_interpolate_between_the_neighbours(double probability, double expected) =>
        Assert.Equal(expected, Quantiles.Of([1, 2, 3, 4], probability));

    [Fact]
    public void Edges_of_a_constant_are_one() => Assert.Equal([3], Quantiles.Edges([3, 3, 3, 3]));

    [Fact]
    public void There_is_no_quantile_of_nothing()
    {
        Assert.True(double.IsNaN(Quantiles.Of([], 0.5)));
        Assert.Empty(Quantiles.Edges([]));
    }

    [Fact]
    public void The_distance_of_the_ends_of_the_line_does_not_overflow() =>
        Assert.Equal(0, Quantiles.Of([double.MinValue, double.MaxValue], 0.5));

    [SharedTheory]
    [InlineData("elec2", "data/elec2.csv.gz", 10_000)]
    [InlineData("bike", "data/bike_hour.csv.gz", 8_645)]
    [InlineData("sea", "data/sea.csv.gz", 10_000)]
    public void Deciles_of_real_references_are_those_of_numpy_to_the_last_bit(string name, string data, int rows)
    {
        Dictionary<string, string[]> columns = SharedFolder.Columns(data);
        Dictionary<string, string[]> expected = SharedFolder.Columns($"expected/{name}_reference_quantiles.csv");
        for (int i = 0; i < expected["feature"].Length; i++)
        {
            if (!columns.TryGetValue(expected["feature"][i], out string[]? texts))
                continue;
            double[] sorted = SharedFolder.Numbers(texts.Take(rows));
            Array.Sort(sorted);
            for (int k = 1; k <= 9; k++)
                Assert.Equal(double.Parse(expected[$"q{k}0"][i], CultureInfo.InvariantCulture), Quantiles.Of(sorted, k / 10.0));
        }
    }
}
