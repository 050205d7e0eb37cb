using System.Text.Json;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.Retraining.Data;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>Judges the candidate by the rules. A verdict, whatever it says, is kept with the version by the next step.</summary>
internal sealed class GateStep : IStep
{
    public RetrainingStep Step => RetrainingStep.Gate;

    public ValueTask<StepResult> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        EvaluationRows rows = EvaluationFile.Read(context.Folder.Evaluation, context.Options.CostPerSecond);
        GateReport report = new EvaluationGate(context.Options.Rules, context.Options.Gate).Judge(rows);
        RuleVerdict? worst = report.Rules.FirstOrDefault(rule => rule.Verdict == report.Verdict);
        string message = report.Verdict == Verdict.Pass ? $"pass: {string.Join(", ", report.Rules.Select(static rule => rule.Rule))}"
            : FormattableString.Invariant($"{report.Verdict.ToText()}: '{worst?.Rule}' (candidate {worst?.Candidate:G4}, champion {worst?.Champion:G4}, interval {worst?.Low:G4} to {worst?.High:G4})");
        return new(new StepResult(message, JsonSerializer.Serialize(new GatedData(report.Verdict.ToText(), GateReportJson.Write(report)), StepJson.Default.GatedData)));
    }
}
