using MLOps.Sdk.Statistics.Sketches;

namespace MLOps.Sdk.Tests.Statistics.Sketches;

public class DistinctCountTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(30_000)]
    [InlineData(1_000_000)]
    public void The_estimate_lies_within_four_standard_errors(int distinct)
    {
        var count = new DistinctCount();
        for (int i = 0; i < distinct; i++)
        {
            count.Add((ulong)BitConverter.DoubleToInt64Bits(i));
            count.Add((ulong)BitConverter.DoubleToInt64Bits(i));
        }

        Assert.InRange(count.Estimate(), distinct * (1 - (4 * DistinctCount.StandardError)), distinct * (1 + (4 * DistinctCount.StandardError)));
    }

    [Fact]
    public void Counts_of_two_stretches_join_as_if_they_were_one()
    {
        (var first, var second, var both) = (new DistinctCount(), new DistinctCount(), new DistinctCount());
        for (ulong i = 0; i < 20_000; i++)
        {
            (i % 2 == 0 ? first : second).Add(i);
            both.Add(i);
        }

        first.Add(second);
        Assert.Equal(both.Estimate(), first.Estimate());
        first.Clear();
        Assert.Equal(0, first.Estimate());
    }
}
