using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Tests.Statistics.HypothesisTests;

public class ChiSquareTests
{
    [Fact]
    public void Cells_that_are_empty_on_both_sides_take_no_part()
    {
        Assert.Equal(ChiSquare.Contingency([5, 7, 9], [8, 4, 1]), ChiSquare.Contingency([5, 0, 7, 9], [8, 0, 4, 1]));
        Assert.Equal(ChiSquare.GTest([5, 7, 9], [8, 4, 1]), ChiSquare.GTest([5, 0, 7, 9], [8, 0, 4, 1]));
    }

    [Fact]
    public void A_single_category_or_an_empty_side_is_not_enough_data_not_nan_by_accident()
    {
        Assert.Equal(Significance.Unknown, ChiSquare.Contingency([5], [7]));
        Assert.Equal(Significance.Unknown, ChiSquare.GoodnessOfFit([5, 6], [0, 0]));
        Assert.Equal(Significance.Unknown, ChiSquare.GTest([0, 0], [5, 6]));
        Assert.Equal(Significance.Unknown, ChiSquare.GoodnessOfFitMerged([1, 1], [1, 1]));
        Assert.Equal(Significance.Unknown, ChiSquare.GoodnessOfFitMerged([], []));
    }

    [Fact]
    public void A_new_category_is_impossible_under_the_reference()
    {
        Significance fit = ChiSquare.GoodnessOfFit([50, 50, 0], [50, 49, 1]);

        Assert.Equal((double.PositiveInfinity, 0), (fit.Statistic, fit.PValue));
        Assert.InRange(ChiSquare.Contingency([50, 50, 0], [50, 49, 1]).PValue, 0.5, 0.7);
        Assert.True(ChiSquare.GoodnessOfFitMerged([50, 50, 0], [50, 49, 1]).PValue > 0.5);
    }

    [Fact]
    public void A_two_by_two_table_is_corrected_for_continuity_unless_told_otherwise()
    {
        // n (|ad − bc| − n/2)² / products of the margins.
        Assert.Equal(100 * Math.Pow(Math.Abs((30 * 35) - (20 * 15)) - 50, 2) / (50.0 * 50 * 45 * 55), ChiSquare.Contingency([30, 20], [15, 35]).Statistic, 1e-9);
        Assert.Equal(100 * Math.Pow((30 * 35) - (20 * 15), 2) / (50.0 * 50 * 45 * 55), ChiSquare.Contingency([30, 20], [15, 35], continuity: false).Statistic, 1e-9);
        Assert.Equal(1, ChiSquare.Contingency([10, 10], [10, 10]).PValue);
    }

    [Theory]
    [InlineData(3.841458820694124, 1, 0.05)]
    [InlineData(16.918977604620448, 9, 0.05)]
    [InlineData(0, 4, 1)]
    [InlineData(double.PositiveInfinity, 4, 0)]
    public void The_upper_tail_has_the_values_of_the_tables(double statistic, double degrees, double expected) =>
        Assert.Equal(expected, ChiSquare.UpperTail(statistic, degrees), 1e-12);
}
