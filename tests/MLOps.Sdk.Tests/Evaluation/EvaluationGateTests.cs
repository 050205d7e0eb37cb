using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;

namespace MLOps.Sdk.Tests.Evaluation;

public sealed class EvaluationGateTests
{
    [Theory]
    [InlineData("accuracy >= 0.8", Verdict.Pass)]
    [InlineData("accuracy >= 0.9", Verdict.Inconclusive)]
    [InlineData("accuracy >= 0.95", Verdict.Fail)]
    [InlineData("accuracy < 0.95", Verdict.Pass)]
    [InlineData("rows >= 1000", Verdict.Pass)]
    [InlineData("rows >= 1001", Verdict.Fail)]
    public void A_rule_passes_or_fails_when_the_whole_interval_does(string rule, Verdict verdict)
    {
        GateReport report = Judge(Rows(1_000, candidateRight: 900), rule);

        Assert.Equal(verdict, report.Verdict);
        Assert.Equal(verdict, Assert.Single(report.Rules).Verdict);
    }

    [Fact]
    public void Models_are_compared_row_by_row_so_that_hard_rows_cancel_out()
    {
        // 70 % and 69 % right as samples of 2,000 are indistinguishable; here the candidate loses 20 rows and wins none.
        EvaluationRows rows = Rows(2_000, candidateRight: 1_380, championRight: 1_400);
        RuleVerdict paired = Judge(rows, "accuracy >= champion").Rules[0];
        RuleVerdict alone = Judge(rows, "accuracy >= 0.70").Rules[0];

        Assert.Equal((Verdict.Fail, 0.70, 0.69), (paired.Verdict, paired.Champion, paired.Candidate));
        Assert.InRange(paired.High!.Value, -0.0099, -0.001);
        Assert.Equal(Verdict.Inconclusive, alone.Verdict);
        Assert.Equal(Verdict.Pass, Judge(rows, "accuracy >= champion - 0.02").Verdict);
    }

    [Fact]
    public void The_paired_interval_of_the_area_holds_what_drawing_rows_again_gives()
    {
        (double[] labels, double[] good, double[] worse) = Scores(2_000, seed: 7);
        RuleVerdict verdict = Judge(new EvaluationRows(labels, Model(good), Model(worse)), "auc > champion").Rules[0];
        var drawn = new List<double>();
        var random = new Random(11);
        for (int draw = 0; draw < 400; draw++)
        {
            int[] places = [.. Enumerable.Range(0, labels.Length).Select(_ => random.Next(labels.Length))];
            EvaluationRows again = new(Pick(labels, places), Model(Pick(good, places)), Model(Pick(worse, places)));
            RuleVerdict one = Judge(again, "auc > champion").Rules[0];
            drawn.Add(one.Candidate!.Value - one.Champion!.Value);
        }

        drawn.Sort();
        Assert.Equal(Verdict.Pass, verdict.Verdict);
        Assert.Equal(drawn[10], verdict.Low!.Value, 0.006);
        Assert.Equal(drawn[389], verdict.High!.Value, 0.006);
    }

    [Theory]
    [InlineData("f1 >= champion")]
    [InlineData("balanced_accuracy >= champion")]
    [InlineData("rmse <= champion")]
    [InlineData("brier <= champion")]
    [InlineData("log_loss <= champion")]
    [InlineData("latency_p50 <= champion")]
    public void A_model_is_as_good_as_itself_and_the_same_seed_says_so_again(string rule)
    {
        (double[] labels, double[] scores, _) = Scores(500, seed: 3);
        double[] times = [.. Enumerable.Range(0, 500).Select(static row => 10.0 + (row % 7))];
        EvaluatedModel model = Model(scores) with { Microseconds = times };

        RuleVerdict first = Judge(new EvaluationRows(labels, model, model), rule).Rules[0], again = Judge(new EvaluationRows(labels, model, model), rule).Rules[0];

        Assert.Equal(first, again);
        Assert.Equal(first.Champion, first.Candidate);
        Assert.True(first.Low <= 0 && first.High >= 0, first.ToString());
        Assert.NotEqual(Verdict.Fail, first.Verdict);
    }

    [Fact]
    public void The_worst_group_decides_and_is_named()
    {
        string[] regions = [.. Enumerable.Range(0, 1_000).Select(static row => row % 4 == 0 ? "south" : "north")];
        bool[] right = [.. regions.Select(static (region, row) => region == "north" || row % 8 == 0)];
        EvaluationRows rows = Rows(right, right, ("region", regions));

        RuleVerdict each = Judge(rows, "accuracy by region >= 0.7").Rules[0], gap = Judge(rows, "accuracy gap by region <= 0.1").Rules[0];

        Assert.Equal((Verdict.Fail, 250, "region south"), (each.Verdict, each.Rows, each.Reason));
        Assert.Equal((Verdict.Fail, "north less south"), (gap.Verdict, gap.Reason));
        Assert.Equal(0.5, gap.Candidate!.Value, 1e-12);
        Assert.Equal(Verdict.Pass, Judge(rows, "accuracy gap by region <= champion + 0.2").Verdict);
    }

    [Fact]
    public void Many_numbers_of_a_column_are_cut_into_quarters()
    {
        string[] amounts = [.. Enumerable.Range(0, 1_000).Select(static row => $"{row}.5")];
        bool[] right = [.. Enumerable.Range(0, 1_000).Select(static row => row < 750)];

        RuleVerdict verdict = Judge(Rows(right, right, ("amount", amounts)), "accuracy by amount >= 0.9").Rules[0];

        Assert.Equal((Verdict.Fail, 250), (verdict.Verdict, verdict.Rows));
        Assert.StartsWith("amount above 74", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_rows_decide_nothing()
    {
        RuleVerdict verdict = Judge(Rows(20, candidateRight: 20), "accuracy >= 0.5").Rules[0];

        Assert.Equal((Verdict.Inconclusive, "20 rows are fewer than 30"), (verdict.Verdict, verdict.Reason));
    }

    [Fact]
    public void A_candidate_that_gives_no_number_fails_whatever_the_rules_say()
    {
        EvaluationRows rows = Rows(1_000, candidateRight: 1_000);
        rows.Candidate.Predictions[500] = double.NaN;

        GateReport report = Judge(rows, "accuracy >= 0.9");

        Assert.Equal([Verdict.Pass, Verdict.Fail], report.Rules.Select(static rule => rule.Verdict));
        Assert.Equal("the candidate gave no number for 1 of 1000 rows", report.Rules[1].Reason);
    }

    [Theory]
    [InlineData("accuracy >= champion", "there is none")]
    [InlineData("recall >= 0.5", "labels that are 0 or 1")]
    [InlineData("latency_p99 <= 100", "times were not measured")]
    [InlineData("cost <= 1", "no price is known")]
    [InlineData("mae by region <= 1", "groups by 'region'")]
    public void A_rule_that_the_rows_cannot_answer_is_named(string rule, string words)
    {
        double[] labels = [.. Enumerable.Range(0, 50).Select(static row => (double)row)];

        var fault = Assert.Throws<ArgumentException>(() => Judge(new EvaluationRows(labels, Model(labels)), rule));

        Assert.Contains($"Rule '{rule}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_judged_without_rows_rules_or_labels()
    {
        Assert.Contains("no labelled rows", Assert.Throws<ArgumentException>(() => Judge(new EvaluationRows([], Model([])), "mae <= 1")).Message, StringComparison.Ordinal);
        Assert.Contains("without a rule", Assert.Throws<ArgumentException>(() => new EvaluationGate([])).Message, StringComparison.Ordinal);
        Assert.Contains("no label", Assert.Throws<ArgumentException>(() => new EvaluationRows([double.NaN], Model([1]))).Message, StringComparison.Ordinal);
        Assert.Contains("2 labels and 1 values", Assert.Throws<ArgumentException>(() => new EvaluationRows([1, 0], Model([1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_outweighs_not_knowing_which_outweighs_a_pass()
    {
        Assert.Equal(Verdict.Fail, Verdicts.All([Verdict.Pass, Verdict.Inconclusive, Verdict.Fail]));
        Assert.Equal(Verdict.Inconclusive, Verdicts.All([Verdict.Pass, Verdict.Inconclusive]));
        Assert.Equal(Verdict.Pass, Verdicts.All([Verdict.Pass]));
        Assert.Equal(Verdict.Inconclusive, Verdicts.All([]));
    }

    private static GateReport Judge(EvaluationRows rows, string rule) => new EvaluationGate([GateRule.Parse(rule)]).Judge(rows);

    private static EvaluatedModel Model(double[] predictions) => new() { Predictions = predictions };

    private static double[] Pick(double[] values, int[] places) => Array.ConvertAll(places, place => values[place]);

    private static EvaluationRows Rows(int count, int candidateRight, int? championRight = null) => Rows(
        [.. Enumerable.Range(0, count).Select(row => row < candidateRight)],
        championRight is { } right ? [.. Enumerable.Range(0, count).Select(row => row < right)] : null);

    private static EvaluationRows Rows(bool[] candidateRight, bool[]? championRight, params (string Column, string[] Values)[] segments)
    {
        double[] labels = [.. Enumerable.Range(0, candidateRight.Length).Select(static row => (double)(row % 2))];
        return new EvaluationRows(
            labels, Model(Answers(labels, candidateRight)), championRight is null ? null : Model(Answers(labels, championRight)),
            segments.ToDictionary(static segment => segment.Column, static segment => segment.Values));
    }

    private static double[] Answers(double[] labels, bool[] right) => [.. labels.Select((label, row) => right[row] ? label : 1 - label)];

    private static (double[] Labels, double[] Good, double[] Worse) Scores(int count, int seed)
    {
        var random = new Random(seed);
        double[] labels = new double[count], good = new double[count], worse = new double[count];
        for (int row = 0; row < count; row++)
        {
            labels[row] = random.Next(2);
            good[row] = Math.Clamp((labels[row] * 0.4) + (random.NextDouble() * 0.6), 0.01, 0.99);
            worse[row] = Math.Clamp((good[row] * 0.5) + (random.NextDouble() * 0.5), 0.01, 0.99);
        }

        return (labels, good, worse);
    }
}
