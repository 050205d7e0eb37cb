using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Statistics.Cells;

public class NumericCellsTests
{
    [Fact]
    public void Each_cut_is_a_cell_and_each_gap_is_a_cell()
    {
        var cells = new NumericCells([1, 2, 5]);

        Assert.Equal(7, cells.Count);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], new[] { 0.5, 1, 1.5, 2, 3, 5, 9 }.Select(cells.Find));
    }

    [Fact]
    public void Both_zeros_are_one_value() => Assert.Equal(1, new NumericCells([0.0]).Find(-0.0));

    [Fact]
    public void The_bucketed_search_ends_where_a_scan_of_all_cuts_ends() => Prop.ForAll(
        ArbMap.Default.ArbFor<double[]>(),
        ArbMap.Default.ArbFor<double[]>(),
        (reference, values) => EverySearchAgrees([.. reference.Where(double.IsFinite)], [.. reference.Concat(values).Where(double.IsFinite)]))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("uniform")]
    [InlineData("heavy tails")]
    [InlineData("one far value")]
    [InlineData("tiny steps")]
    [InlineData("the whole line")]
    [InlineData("denormal")]
    public void The_search_is_right_on_every_shape_of_reference(string shape)
    {
        var random = new Random(7);
        double Draw() => shape switch
        {
            "uniform" => random.NextDouble(),
            "heavy tails" => Math.Tan(Math.PI * (random.NextDouble() - 0.5)) * Math.Exp(20 * random.NextDouble()),
            "one far value" => random.Next(500) == 0 ? 1e200 : random.NextDouble(),
            "tiny steps" => 1e9 + (random.Next(3000) * 1.2e-7),
            "the whole line" => BitConverter.Int64BitsToDouble(random.NextInt64()) * (random.Next(2) == 0 ? 1 : -1),
            _ => double.Epsilon * random.Next(4000),
        };
        double[] reference = [.. Enumerable.Range(0, 3000).Select(_ => Draw()).Where(double.IsFinite)];
        double[] values = [.. Enumerable.Range(0, 3000).Select(_ => Draw()).Where(double.IsFinite), double.MaxValue, double.MinValue, 0, .. reference];

        Assert.True(EverySearchAgrees(reference, values));
    }

    [Fact]
    public void Above_the_limit_the_reference_is_cut_at_its_quantiles_and_at_the_edges()
    {
        double[] sorted = [.. Enumerable.Range(0, 10_001).Select(i => (double)i)];

        NumericCells cells = NumericCells.FromReference(sorted, [2_500.5], maximumCuts: 5);

        Assert.Equal([0, 2_500, 2_500.5, 5_000, 7_500, 10_000], cells.Cuts.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, double.NaN)]
    [InlineData(0, double.PositiveInfinity)]
    public void Cuts_that_do_not_ascend_are_refused_by_name(double first, double second)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new NumericCells([first, second]));

        Assert.StartsWith("Cut 1 is", fault.Message, StringComparison.Ordinal);
    }

    private static bool EverySearchAgrees(double[] reference, double[] values)
    {
        Array.Sort(reference);
        NumericCells cells = NumericCells.FromReference(reference, Quantiles.Edges(reference));
        var counter = new NumericCounter(cells);
        foreach (double value in values)
        {
            int below = 0;
            foreach (double cut in cells.Cuts)
                below += cut < value ? 1 : 0;
            int expected = (2 * below) + (below < cells.Cuts.Length && cells.Cuts[below] == value ? 1 : 0);
            long before = counter.CountOf(expected);
            counter.Add(value);
            if (counter.CountOf(expected) != before + 1 || cells.Find(value) != expected)
                return false;
        }

        return true;
    }
}
