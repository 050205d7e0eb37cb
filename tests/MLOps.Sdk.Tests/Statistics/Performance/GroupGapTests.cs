using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

public class GroupGapTests
{
    [Fact]
    public void Gaps_are_those_of_the_groups_furthest_apart()
    {
        IReadOnlyList<GroupGap> gaps = GroupGap.Of(
        [
            ("a", new ConfusionCounts(40, 10, 40, 10)),
            ("b", new ConfusionCounts(20, 10, 40, 30)),
            ("c", new ConfusionCounts(30, 10, 40, 20)),
        ]);

        Assert.Equal([FairnessRate.Selection, FairnessRate.TruePositive, FairnessRate.FalsePositive], gaps.Select(gap => gap.Rate));
        Assert.Equal(("a", "b"), (gaps[0].HighGroup, gaps[0].LowGroup));
        Assert.Equal(0.2, gaps[0].Difference.Value, 12);
        Assert.Equal(0.6, gaps[0].Ratio.Value, 12);
        Assert.Equal(0.4, gaps[1].Difference.Value, 12);
        Assert.Equal(0, gaps[2].Difference.Value, 12);
        Assert.All(gaps, gap => Assert.InRange(gap.Difference.Value, gap.Difference.Low, gap.Difference.High));
        Assert.All(gaps, gap => Assert.InRange(gap.Ratio.Value, gap.Ratio.Low, gap.Ratio.High));
    }

    [Fact]
    public void More_groups_widen_the_interval_because_the_pair_is_chosen()
    {
        (string, ConfusionCounts) a = ("a", new ConfusionCounts(40, 10, 40, 10));
        (string, ConfusionCounts) b = ("b", new ConfusionCounts(20, 10, 40, 30));
        (string, ConfusionCounts) c = ("c", new ConfusionCounts(30, 10, 40, 20));
        Estimate two = GroupGap.Of([a, b])[0].Difference;
        Estimate three = GroupGap.Of([a, b, c])[0].Difference;

        Assert.True(three.High - three.Low > two.High - two.Low);
    }

    [Fact]
    public void A_group_alone_or_without_rows_has_no_gap()
    {
        Assert.All(GroupGap.Of([]), gap => Assert.False(gap.Difference.IsKnown || gap.Ratio.IsKnown));
        Assert.All(GroupGap.Of([("a", new ConfusionCounts(1, 1, 1, 1)), ("b", default)]), gap => Assert.Null(gap.HighGroup));
    }

    [Fact]
    public void A_group_that_is_never_selected_has_a_ratio_of_zero_with_a_bound()
    {
        GroupGap gap = GroupGap.Of([("a", new ConfusionCounts(40, 10, 40, 10)), ("b", new ConfusionCounts(0, 0, 50, 50))])[0];

        Assert.Equal(0, gap.Ratio.Value);
        Assert.Equal(0, gap.Ratio.Low);
        Assert.InRange(gap.Ratio.High, 0.001, 0.5);
    }
}
