using MLOps.Sdk.Evaluation.Gates;

namespace MLOps.Sdk.Tests.Evaluation;

public sealed class GateRuleTests
{
    [Theory]
    [InlineData("accuracy >= 0.8", "accuracy", GateComparison.AtLeast, 0, 0.8)]
    [InlineData("accuracy>=champion-0.01", "accuracy", GateComparison.AtLeast, 1, -0.01)]
    [InlineData("  AUC  >  champion ", "auc", GateComparison.MoreThan, 1, 0)]
    [InlineData("rmse < champion + 2", "rmse", GateComparison.LessThan, 1, 2)]
    [InlineData("latency_p99 <= champion * 1.2", "latency_p99", GateComparison.AtMost, 1.2, 0)]
    [InlineData("failed <= 0", "failed", GateComparison.AtMost, 0, 0)]
    public void A_rule_is_a_metric_a_comparison_and_a_limit(string text, string metric, GateComparison comparison, double factor, double offset)
    {
        GateRule rule = GateRule.Parse(text);

        Assert.Equal((metric, comparison, factor, offset), (rule.Metric, rule.Comparison, rule.ChampionFactor, rule.Offset));
        Assert.Null(rule.GroupBy);
    }

    [Fact]
    public void A_rule_can_look_at_groups_and_at_the_gap_between_them()
    {
        GateRule each = GateRule.Parse("recall by region >= 0.6"), gap = GateRule.Parse("recall gap by region of birth <= 0.1");

        Assert.Equal(("region", false), (each.GroupBy, each.IsGap));
        Assert.Equal(("region of birth", true), (gap.GroupBy, gap.IsGap));
    }

    [Theory]
    [InlineData("", "compares with nothing")]
    [InlineData("accuracy = 0.8", "compares with nothing")]
    [InlineData("accurracy >= 0.8", "'accurracy' is not one of the metrics accuracy,")]
    [InlineData("accuracy >= much", "'much' is neither a number nor the champion")]
    [InlineData("accuracy >= NaN", "'NaN' is neither a number")]
    [InlineData("accuracy >= champion / 2", "'/ 2' follows the champion")]
    [InlineData("accuracy >= champion * 0", "a number above 0")]
    [InlineData("accuracy gap >= 0.1", "gap by COLUMN")]
    [InlineData("the accuracy >= 0.1", "'the accuracy' is not a metric")]
    public void What_is_not_a_rule_is_refused_with_the_reason_and_an_example(string text, string reason)
    {
        var fault = Assert.Throws<FormatException>(() => GateRule.Parse(text));

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains("accuracy >= champion - 0.01", fault.Message, StringComparison.Ordinal);
    }
}
