using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Tests.Statistics.Alarms;

public class AlarmPartsTests
{
    [Fact]
    public void Ranks_of_exchangeable_rows_are_uniform_whatever_the_bins()
    {
        var random = new Random(4);
        var cells = new long[10];
        for (int stream = 0; stream < 400; stream++)
        {
            long[] reference = new long[4];
            for (int i = 0; i < 50; i++)
                reference[Draw()]++;
            var ranks = new ConformalRanks(reference, (ulong)stream);
            double[] some = new double[RowsAhead.Rows];
            for (int i = 0; i < 7; i++)
            {
                ranks.Next([.. some.Select(_ => Draw())], some);
                foreach (double rank in some)
                    cells[(int)(rank * 10)]++;
            }
        }

        long[] uniform = [.. Enumerable.Repeat(4_000_000L, 10)];
        Assert.True(ChiSquare.GoodnessOfFit(uniform, cells).PValue > 0.001, string.Join(' ', cells));

        int Draw() => random.Next(100) switch { < 70 => 0, < 90 => 1, < 99 => 2, _ => 3 };
    }

    [Fact]
    public void The_capital_of_all_starts_together_is_at_most_one_and_most_of_it_is_used()
    {
        double sum = 0;
        for (long row = 1; row <= 2_000_000; row++)
            sum += StartWeights.Of(row);

        Assert.InRange(sum, 0.8, 1);
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-4)]
    [InlineData(0.02)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Normal_scores_are_the_inverse_of_the_normal_tail(double rank) =>
        Assert.Equal(rank, Means.NormalUpperTail(-NormalScore.Of(rank)), rank * 1e-12);

    [Fact]
    public void Normal_scores_of_zero_and_one_are_finite() =>
        Assert.All((double[])[0, 1], rank => Assert.InRange(Math.Abs(NormalScore.Of(rank)), 7.9, 8));

    [Fact]
    public void A_bet_on_ranks_has_a_mean_of_one_whatever_was_learned_before()
    {
        foreach (int learned in (int[])[0, 1, 50, 100_000])
        {
            foreach (int lane in (int[])[0, 1])
            {
                double mean = Enumerable.Range(0, 10).Average(bin =>
                {
                    var histograms = new HistogramBets(100, 1_000);
                    LearnedBets bets = histograms.Begin();
                    for (int i = 0; i < learned; i++)
                    {
                        if (i % RowsAhead.Rows == 0)
                        {
                            histograms.End(bets);
                            histograms.Prepare();
                            bets = histograms.Begin();
                        }

                        bets.Next(i % 3 / 10.0);
                    }

                    return bets.Next((bin + 0.5) / 10)[lane];
                });
                Assert.Equal(1, mean, 1e-9);
            }
        }
    }

    [Fact]
    public void Every_fixed_bet_has_a_mean_of_one_over_all_ranks()
    {
        const int Ranks = 5_120;
        for (int bet = 0; bet < BetTable.Bets; bet++)
            Assert.Equal(1, Enumerable.Range(0, Ranks).Average(rank => System.Runtime.CompilerServices.Unsafe.Add(ref System.Runtime.CompilerServices.Unsafe.AsRef(in BetTable.At((rank + 0.5) / Ranks)), bet)), 1e-12);
    }

    [Fact]
    public void The_mean_wealth_of_a_fair_game_is_one()
    {
        // One row, every rank: the mixture's mean over ranks is the capital it began with.
        const int Ranks = 200_000;
        var wealth = new Wealth[1];
        double sum = 0;
        for (int i = 0; i < Ranks; i++)
        {
            var mixture = new BettingMixture(sequential: false, limit: 20);
            mixture.Prepare();
            mixture.Next([(i + 0.5) / Ranks], wealth);
            sum += Math.Exp(mixture.Wealth.Log);
        }

        Assert.Equal(1, sum / Ranks, 1e-4);
    }

    [Fact]
    public void Numbers_by_place_are_the_same_anywhere_and_uniform()
    {
        Assert.Equal(CounterRandom.Unit(7, 41), CounterRandom.Unit(7, 41));
        long[] cells = new long[16];
        for (ulong i = 0; i < 64_000; i++)
            cells[(int)(CounterRandom.Unit(3, i) * 16)]++;
        Assert.True(ChiSquare.GoodnessOfFit([.. Enumerable.Repeat(1L << 30, 16)], cells).PValue > 0.001);
    }

    [Fact]
    public void The_mean_of_e_values_does_not_overflow()
    {
        Assert.Equal(2_000 - Math.Log(2), EValues.LogMean([2_000, -2_000]), 1e-9);
        Assert.Equal(0, EValues.LogMean([0, 0, 0]), 1e-12);
        Assert.True(double.IsNaN(EValues.LogMean([])));
    }

    [Fact]
    public void Features_are_named_by_e_bh()
    {
        // K = 4, α = 0.1: the k-th largest must reach 40 / k.
        Assert.Equal([2, 0], EValues.Rejected([Math.Log(25), Math.Log(3), Math.Log(100), Math.Log(13)], 0.1));
        Assert.Equal([2, 0, 3], EValues.Rejected([Math.Log(15), Math.Log(3), Math.Log(15.5), Math.Log(14)], 0.1));
        Assert.Empty(EValues.Rejected([Math.Log(9), 0, 0, 0], 0.1));
        Assert.Empty(EValues.Rejected([], 0.1));
    }
}
