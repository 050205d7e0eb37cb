using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Gates;

/// <summary>A gate's report for scripts and for people.</summary>
internal static class GateOutput
{
    public static Table TableOf(GateReport report)
    {
        Table table = Tables.Create("rule", "verdict", " champion", " candidate", " interval of what is compared", " rows", "because");
        foreach (RuleVerdict rule in report.Rules)
        {
            table.Row(
                rule.Rule, rule.Verdict.ToText(), Figure(rule.Champion), Figure(rule.Candidate),
                $"{Figure(rule.Low) ?? "?"} to {Figure(rule.High) ?? "?"}", Figures.Of(rule.Rows), rule.Reason);
        }

        return table;
    }

    public static int ExitCodeOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => ExitCode.Ok,
        Verdict.Fail => ExitCode.Failed,
        _ => ExitCode.Inconclusive,
    };

    private static string? Figure(double? value) => value is { } known ? Figures.Of(known) : null;
}
