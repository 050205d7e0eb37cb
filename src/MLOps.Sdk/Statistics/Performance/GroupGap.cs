namespace MLOps.Sdk.Statistics.Performance;

/// <summary>The rates of which groups are compared.</summary>
public enum FairnessRate
{
    /// <summary>The share that was predicted positive (demographic parity).</summary>
    Selection = 0,

    /// <summary>Of the positives the share that was found (equal opportunity).</summary>
    TruePositive = 1,

    /// <summary>Of the negatives the share that was taken for positives.</summary>
    FalsePositive = 2,
}

/// <summary>How far apart two groups are in a rate: the two that are furthest apart of all.</summary>
/// <param name="Rate">Which rate.</param>
/// <param name="HighGroup">The group with the highest rate; null when fewer than two groups have one.</param>
/// <param name="LowGroup">The group with the lowest.</param>
/// <param name="Difference">Highest less lowest, 0 to 1; its interval is by the square-and-add rule on Wilson's.</param>
/// <param name="Ratio">Lowest over highest, 0 to 1 (four fifths is a common limit); its interval is normal on the logarithm. Unknown when the highest is 0.</param>
public sealed record GroupGap(FairnessRate Rate, string? HighGroup, string? LowGroup, Estimate Difference, Estimate Ratio)
{
    /// <summary>The gaps between groups in each rate.</summary>
    /// <param name="groups">The confusion matrix of each group.</param>
    /// <param name="level">The intervals' level for all pairs of groups together (Bonferroni): the pair is chosen by looking. Default 0.95.</param>
    public static IReadOnlyList<GroupGap> Of(IReadOnlyList<(string Group, ConfusionCounts Counts)> groups, double level = Estimate.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return [.. Enum.GetValues<FairnessRate>().Select(rate => Of(rate, groups, level))];
    }

    private static GroupGap Of(FairnessRate rate, IReadOnlyList<(string Group, ConfusionCounts Counts)> groups, double level)
    {
        (string Group, long Part, long Whole)[] known = [.. groups.Select(group => Share(rate, group.Group, group.Counts)).Where(static group => group.Whole > 0)];
        if (known.Length < 2)
            return new GroupGap(rate, null, null, Estimate.Unknown, Estimate.Unknown);

        double pairLevel = 1 - ((1 - level) / (known.Length * (known.Length - 1) / 2.0));
        (string Group, long Part, long Whole) high = known.MaxBy(static group => (double)group.Part / group.Whole);
        (string Group, long Part, long Whole) low = known.Where(group => group.Group != high.Group).MinBy(static group => (double)group.Part / group.Whole);
        Estimate difference = Intervals.Difference(Intervals.Wilson(high.Part, high.Whole, pairLevel), Intervals.Wilson(low.Part, low.Whole, pairLevel));
        return new GroupGap(rate, high.Group, low.Group, difference, RatioOf(low, high, pairLevel));
    }

    private static (string Group, long Part, long Whole) Share(FairnessRate rate, string group, ConfusionCounts counts) => rate switch
    {
        FairnessRate.Selection => (group, counts.PredictedPositives, counts.Rows),
        FairnessRate.TruePositive => (group, counts.TruePositives, counts.Positives),
        _ => (group, counts.FalsePositives, counts.Negatives),
    };

    /// <summary>ln r ± z √(1/a − 1/n + 1/b − 1/m) (Katz and others 1978); half a row is added to both parts when the lower is 0.</summary>
    private static Estimate RatioOf((string Group, long Part, long Whole) low, (string Group, long Part, long Whole) high, double level)
    {
        if (high.Part == 0)
            return Estimate.Unknown;

        double ratio = (double)low.Part / low.Whole / ((double)high.Part / high.Whole);
        double add = low.Part == 0 ? 0.5 : 0;
        double a = low.Part + add;
        double b = high.Part + add;
        double middle = Math.Log(a / (low.Whole + add) / (b / (high.Whole + add)));
        double width = Intervals.NormalQuantile(level) * Math.Sqrt(Math.Max((1 / a) - (1 / (low.Whole + add)) + (1 / b) - (1 / (high.Whole + add)), 0));
        return new Estimate(ratio, low.Part == 0 ? 0 : Math.Exp(middle - width), Math.Exp(middle + width));
    }
}
