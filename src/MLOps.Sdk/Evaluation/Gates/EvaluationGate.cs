using System.Globalization;
using MLOps.Sdk.Evaluation.Metrics;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>Judges a candidate by rules. A rule passes when the whole interval of its figure keeps the limit, fails when none of it does. Pure.</summary>
public sealed class EvaluationGate
{
    private readonly IReadOnlyList<GateRule> _rules;
    private readonly GateOptions _options;

    /// <summary>A gate of rules, at least one.</summary>
    /// <exception cref="ArgumentException">There is no rule, or an option is out of range.</exception>
    public EvaluationGate(IEnumerable<GateRule> rules, GateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = [.. rules];
        _options = options ?? new GateOptions();
        if (_rules.Count == 0)
            throw new ArgumentException("A gate without a rule judges nothing. Give one, such as 'accuracy >= champion - 0.01'.", nameof(rules));
        if (_options.Level is not (> 0 and < 1))
            throw new ArgumentException($"The level is {_options.Level.ToString(CultureInfo.InvariantCulture)}; it lies above 0 and below 1, such as 0.95.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MinimumRows, 2, nameof(options));
    }

    /// <summary>Judges the candidate.</summary>
    /// <exception cref="ArgumentException">There are no rows, or a rule needs what the rows do not have; the message names both.</exception>
    public GateReport Judge(EvaluationRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new ArgumentException("There are no labelled rows, so nothing can be judged. Give rows whose truth is known.", nameof(rows));

        int[] all = [.. Enumerable.Range(0, rows.Count)];
        var verdicts = new List<RuleVerdict>(_rules.Count);
        foreach (GateRule rule in _rules)
        {
            EvaluationMetric metric = Require(rule, rows);
            verdicts.Add(rule switch
            {
                { GroupBy: null } => JudgeOne(rule, metric, new Selection(rows, all), _options.Level),
                { IsGap: true } => JudgeGap(rule, metric, GroupsOf(rule, rows)),
                _ => JudgeWorst(rule, metric, GroupsOf(rule, rows)),
            });
        }

        AddFailures(rows, all, verdicts);
        return new GateReport(Verdicts.All(verdicts.Select(static verdict => verdict.Verdict)), verdicts, rows.Count, _options.Level);
    }

    private static EvaluationMetric Require(GateRule rule, EvaluationRows rows)
    {
        EvaluationMetric metric = EvaluationMetrics.Find(rule.Metric)!;
        if (rule.NeedsChampion && rows.Champion is null)
            throw new ArgumentException($"Rule '{rule}' compares with a champion, and there is none. Name the champion, or compare with a number.", nameof(rows));
        if (metric.BinaryOnly && !rows.IsBinary)
            throw new ArgumentException($"Rule '{rule}' is for labels that are 0 or 1, and there are others, such as {Array.Find(rows.Labels, static label => label is not (0 or 1)).ToString(CultureInfo.InvariantCulture)}. Use mae, rmse or r2.", nameof(rows));
        if ((metric.Missing(rows.Candidate) ?? (rule.NeedsChampion ? metric.Missing(rows.Champion!) : null)) is { } missing)
            throw new ArgumentException($"Rule '{rule}' cannot be judged: {missing}.", nameof(rows));
        if (rule.GroupBy is { } column && !rows.Segments.ContainsKey(column))
            throw new ArgumentException($"Rule '{rule}' groups by '{column}', which the rows do not have{(rows.Segments.Count == 0 ? "" : $"; they have {string.Join(", ", rows.Segments.Keys)}")}.", nameof(rows));
        return metric;
    }

    // A candidate that gives no number is broken, whatever the rules say.
    private void AddFailures(EvaluationRows rows, int[] all, List<RuleVerdict> verdicts)
    {
        const string Text = "failed <= 0";
        int failed = rows.Candidate.Predictions.Count(static prediction => !double.IsFinite(prediction));
        if (failed > 0 && !_rules.Any(static rule => rule.Metric == "failed"))
        {
            verdicts.Add(JudgeOne(GateRule.Parse(Text), EvaluationMetrics.Find("failed")!, new Selection(rows, all), _options.Level)
                with
            { Reason = string.Create(CultureInfo.InvariantCulture, $"the candidate gave no number for {failed} of {rows.Count} rows") });
        }
    }

    private List<(string Name, Selection Rows)> GroupsOf(GateRule rule, EvaluationRows rows) =>
        [.. RowGroups.Of(rule.GroupBy!, rows.Segments[rule.GroupBy!], _options.MaximumGroups).Select(group => (group.Name, new Selection(rows, group.Rows)))];

    private RuleVerdict JudgeOne(GateRule rule, EvaluationMetric metric, Selection rows, double level)
    {
        Estimate contrast = metric.Contrast(rows, rule.ChampionFactor, level);
        double candidate = metric.ValueOf(rows, rows.Candidate);
        double? champion = rows.All.Champion is { } other && metric.Missing(other) is null ? metric.ValueOf(rows, other) : null;
        bool few = rows.Places.Length < _options.MinimumRows && metric is not CountMetric;
        return new RuleVerdict(
            rule.Text, few ? Verdict.Inconclusive : rule.Judge(contrast.Low, contrast.High), Known(champion), Known(candidate), Known(contrast.Low), Known(contrast.High),
            rows.Places.Length, few ? string.Create(CultureInfo.InvariantCulture, $"{rows.Places.Length} rows are fewer than {_options.MinimumRows}")
                : contrast.IsKnown ? null : "the rows do not determine it");
    }

    // Every group gets a share of the error (Bonferroni), so that many groups do not make one of them fail by chance.
    private RuleVerdict JudgeWorst(GateRule rule, EvaluationMetric metric, List<(string Name, Selection Rows)> groups)
    {
        double level = 1 - ((1 - _options.Level) / groups.Count);
        List<RuleVerdict> verdicts = [.. groups.Select(group =>
        {
            RuleVerdict verdict = JudgeOne(rule, metric, group.Rows, level);
            return verdict with { Reason = $"{rule.GroupBy} {group.Name}{(verdict.Reason is null ? "" : ": " + verdict.Reason)}" };
        })];
        Verdict worst = Verdicts.All(verdicts.Select(static verdict => verdict.Verdict));
        return verdicts.Where(verdict => verdict.Verdict == worst).MinBy(verdict => Margin(rule, verdict))!;
    }

    private RuleVerdict JudgeGap(GateRule rule, EvaluationMetric metric, List<(string Name, Selection Rows)> groups)
    {
        double level = 1 - ((1 - _options.Level) / groups.Count);
        List<(string Name, Selection Rows)> enough = groups.FindAll(group => group.Rows.Places.Length >= _options.MinimumRows);
        int rows = enough.Sum(static group => group.Rows.Places.Length);
        if (enough.Count < 2)
            return new RuleVerdict(rule.Text, Verdict.Inconclusive, null, null, null, null, rows, $"fewer than two groups of {rule.GroupBy} have {_options.MinimumRows} rows");

        (Estimate gap, string names) = Gap(metric, enough, static selection => selection.Candidate, level);
        Estimate? champion = rule.NeedsChampion ? Gap(metric, enough, static selection => selection.Champion, level).Gap : null;
        Estimate contrast = champion is { } other
            ? Intervals.Difference(gap, new Estimate(rule.ChampionFactor * other.Value, rule.ChampionFactor * other.Low, rule.ChampionFactor * other.High))
            : gap;
        return new RuleVerdict(rule.Text, rule.Judge(contrast.Low, contrast.High), Known(champion?.Value), Known(gap.Value), Known(contrast.Low), Known(contrast.High), rows, names);
    }

    private static (Estimate Gap, string Names) Gap(
        EvaluationMetric metric, List<(string Name, Selection Rows)> groups, Func<Selection, EvaluatedModel> side, double level)
    {
        List<(string Name, Estimate Figure)> figures = [.. groups.Select(group =>
            (group.Name, metric.Contrast(new Selection(new EvaluationRows(group.Rows.Labels, side(group.Rows)), group.Rows.Places), 0, level)))];
        (string Name, Estimate Figure) most = figures.MaxBy(static figure => figure.Figure.Value), least = figures.MinBy(static figure => figure.Figure.Value);
        return (Intervals.Difference(most.Figure, least.Figure), $"{most.Name} less {least.Name}");
    }

    private static double Margin(GateRule rule, RuleVerdict verdict)
    {
        double middle = ((verdict.Low ?? double.NaN) + (verdict.High ?? double.NaN)) / 2;
        double margin = rule.Comparison is GateComparison.AtLeast or GateComparison.MoreThan ? middle - rule.Offset : rule.Offset - middle;
        return double.IsNaN(margin) ? double.NegativeInfinity : margin;
    }

    private static double? Known(double? value) => value is { } number && !double.IsNaN(number) ? number : null;
}
