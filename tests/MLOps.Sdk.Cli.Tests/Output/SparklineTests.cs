using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Tests.Output;

public sealed class SparklineTests
{
    [Fact]
    public void Bars_go_from_nothing_to_the_greatest_and_leave_a_gap_where_nothing_is_known() =>
        Assert.Equal("▁█ ▅", Sparkline.Of([0, 2, null, 1.1]));

    [Fact]
    public void A_series_of_zeros_is_flat_and_one_of_unknowns_empty()
    {
        Assert.Equal("▁▁", Sparkline.Of([0, 0]));
        Assert.Equal("  ", Sparkline.Of([null, null]));
        Assert.Equal("", Sparkline.Of([]));
    }

    [Fact]
    public void A_long_series_keeps_its_peaks()
    {
        double?[] series = new double?[10_000];
        Array.Fill(series, 0);
        series[5_001] = 1;

        string line = Sparkline.Of(series);

        Assert.Equal(Sparkline.MaximumBars, line.Length);
        Assert.Equal(30, line.IndexOf('█', StringComparison.Ordinal));
    }
}
