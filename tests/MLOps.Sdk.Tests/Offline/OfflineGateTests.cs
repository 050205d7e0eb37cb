using System.Text.Json;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Tests.Retraining;

namespace MLOps.Sdk.Tests.Offline;

public sealed class OfflineGateTests
{
    private static readonly GateRule[] Rules = [GateRule.Parse("accuracy > champion"), GateRule.Parse("accuracy by place >= 0.9")];

    [Fact]
    public async Task A_stretch_of_the_log_with_outcomes_judges_a_candidate_against_the_champion_row_by_row()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var candidate = new OfflineModel("better", static row => row.Number("x") > 0.3 ? 1 : 0);
        using var champion = new OfflineModel("1", static row => row.Number("x") > 0.5 ? 1 : 0);
        var evaluation = new OfflineEvaluation(candidate, TimeProvider.System) { Champion = champion, Columns = OfflineEvaluation.ColumnsOf(Rules) };

        GateReport report = new EvaluationGate(Rules).Judge(await evaluation.RunAsync(new LogRows(store.Log, new LogStretch(RetrainedStore.Model))));

        Assert.Equal((Verdict.Pass, RetrainedStore.Rows), (report.Verdict, report.Rows));
        Assert.Equal(1, report.Rules[0].Candidate);
        Assert.InRange(report.Rules[0].Champion!.Value, 0.75, 0.85);
    }

    [Fact]
    public async Task A_champion_that_is_code_is_judged_by_what_it_answered_when_it_served()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var candidate = new OfflineModel("better", static row => row.Number("x") > 0.3 ? 1 : 0);
        var rows = new LogRows(store.Log, new LogStretch(RetrainedStore.Model) { Limit = 200 });

        EvaluationRows served = await new OfflineEvaluation(candidate, TimeProvider.System) { ServedVersion = "1" }.RunAsync(rows);

        Assert.Equal((200, 200), (served.Count, rows.Seen));
        Assert.Contains(0.9, served.Champion!.Predictions);
        Assert.Null(served.Champion.Microseconds);
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => new OfflineEvaluation(candidate, TimeProvider.System) { ServedVersion = "9" }.RunAsync(rows));
        Assert.Contains("200 labelled rows", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_can_give_the_rows_and_a_candidate_that_throws_is_wrong_there()
    {
        using var candidate = new OfflineModel("half", static row => row.Number("x") < 50 ? 1 : throw new InvalidOperationException("too much"));
        var rows = new DelegateRows("a hundred rows", static _ => Enumerable.Range(0, 100).ToAsyncEnumerable()
            .Select(static i => new LabelledRow(new LoggedFeatures(new Dictionary<string, object?> { ["x"] = (double)i }), 1)));

        EvaluationRows evaluated = await new OfflineEvaluation(candidate, TimeProvider.System).RunAsync(rows);
        GateReport report = new EvaluationGate([GateRule.Parse("accuracy >= 0.9")]).Judge(evaluated);

        Assert.Equal(Verdict.Fail, report.Verdict);
        Assert.Equal(0.5, report.Rules[0].Candidate);
        Assert.Contains("50 of 100 rows", report.Rules[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_without_a_truth_judge_nobody_and_the_message_says_where_they_were_looked_for()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync(outcomes: false);
        using var candidate = new OfflineModel("any", static _ => 1);

        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(
            () => new OfflineEvaluation(candidate, TimeProvider.System).RunAsync(new LogRows(store.Log, new LogStretch(RetrainedStore.Model))));

        Assert.Contains("No row of the log of 'limit' has a truth", fault.Message, StringComparison.Ordinal);
        Assert.Contains("IOutcomeRecorder", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("inconclusive")]
    public async Task What_a_gate_did_not_pass_is_promoted_only_by_somebody_who_is_named(string verdict)
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        await store.Registry.RegisterAsync(new VersionRegistration { Model = RetrainedStore.Model, Version = "2", Artifact = RetrainedStore.FileOf(0.8) });
        var report = new GateReport(verdict == "fail" ? Verdict.Fail : Verdict.Inconclusive, [new RuleVerdict("accuracy >= 0.9", Verdict.Fail, null, 0.6, 0.5, 0.7, 100)], 100, 0.95);
        RegistryEvent kept = await store.Registry.RecordGateAsync(RetrainedStore.Model, "2", report, "march.csv", "ci", new Dictionary<string, string> { ["build"] = "17" });

        RegistryRefusedException refused = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await store.Registry.PromoteAsync(new AliasChange(RetrainedStore.Model, "2", "r")));
        RegistryEvent forced = await store.Registry.PromoteAsync(new AliasChange(RetrainedStore.Model, "2", "r") { Override = "cto" });

        Assert.Contains($"the last one said '{verdict}'", refused.Message, StringComparison.Ordinal);
        Assert.Equal("override: cto", forced.Gate);
        JsonElement evidence = JsonDocument.Parse(kept.Data!).RootElement;
        Assert.Equal(("march.csv", "17", verdict), (evidence.GetProperty("data").GetString(), evidence.GetProperty("build").GetString(), evidence.GetProperty("verdict").GetString()));
        Assert.Equal("accuracy >= 0.9", evidence.GetProperty("rules")[0].GetProperty("rule").GetString());
    }
}
