using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Bandits;

namespace MLOps.Sdk.Tests.Statistics.Bandits;

public sealed class ThompsonSharesTests
{
    [Fact]
    public void Shares_are_together_1_none_below_the_floor_and_the_same_for_the_same_seed() =>
        Prop.ForAll((from good in Gen.Choose(0, 300) from bad in Gen.Choose(0, 300) select (good, bad)).NonEmptyListOf().ToArbitrary(), Gen.Choose(0, 1_000).ToArbitrary(), (arms, seed) =>
        {
            double[] good = [.. arms.Select(static arm => (double)arm.good)], bad = [.. arms.Select(static arm => (double)arm.bad)];
            double floor = 0.5 / good.Length;
            double[] shares = ThompsonShares.Of(good, bad, floor, seed, draws: 200);
            return Math.Abs(shares.Sum() - 1) < 1e-9 && shares.All(share => share >= floor - 1e-12)
                && shares.SequenceEqual(ThompsonShares.Of(good, bad, floor, seed, draws: 200));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_outcomes_all_arms_get_the_same_and_a_clear_winner_gets_what_the_floor_leaves()
    {
        Assert.All(ThompsonShares.Of([0, 0, 0], [0, 0, 0], 0.05, seed: 1), static share => Assert.InRange(share, 0.30, 0.37));
        Assert.Equal(0.95, ThompsonShares.Of([10, 500], [990, 500], 0.05, seed: 1)[1], 9);
    }

    [Fact]
    public void What_it_earns_comes_near_to_the_best_arm_and_the_best_arm_is_found()
    {
        const int Runs = 30, Epochs = 40, CallsOfEpoch = 200;
        double[] rates = [0.05, 0.06, 0.12];
        double earned = 0, lastShare = 0;
        for (int run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            double[] good = new double[3], bad = new double[3], shares = [0.34, 0.33, 0.33];
            for (int epoch = 0; epoch < Epochs; epoch++)
            {
                for (int call = 0; call < CallsOfEpoch; call++)
                {
                    double place = random.NextDouble();
                    int arm = place < shares[0] ? 0 : place < shares[0] + shares[1] ? 1 : 2;
                    bool isGood = random.NextDouble() < rates[arm];
                    (isGood ? good : bad)[arm]++;
                    earned += isGood ? 1 : 0;
                }

                shares = ThompsonShares.Of(good, bad, 0.05, seed: (run * Epochs) + epoch, draws: 500);
            }

            lastShare += shares[2] / Runs;
        }

        double each = earned / (Runs * Epochs * CallsOfEpoch);
        Assert.InRange(lastShare, 0.85, 0.9 + 1e-9); // the floor keeps a tenth for the others
        Assert.InRange(each, 0.105, 0.12); // 0.077 when all are dealt the same for ever
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        Assert.Throws<ArgumentException>(() => ThompsonShares.Of([1], [1, 2], 0.1, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThompsonShares.Of([1, 1], [1, 2], 0.6, seed: 1));
        Assert.Throws<ArgumentException>(() => ThompsonShares.Of([1, -1], [1, 2], 0.1, seed: 1));
    }
}
