using MLOps.Sdk.Benchmarks.Oracle;

namespace MLOps.Sdk.Tests.Statistics;

/// <summary>The first of the vectors that <c>benchmarks -- figures oracle</c> runs.</summary>
public class OracleTests
{
    [Fact]
    public void Every_statistic_is_that_of_exact_arithmetic()
    {
        var check = new OracleCheck();
        for (int seed = 0; seed < 1_200; seed++)
            check.Run(seed);

        Assert.Empty(check.Differences);
        Assert.Equal(0, check.NotFinite);
        Assert.True(check.Figures > 30_000);
    }
}
