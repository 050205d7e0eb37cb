namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>The verdict on a candidate, with the evidence of every rule.</summary>
/// <param name="Verdict">Pass when every rule passed; fail when one failed.</param>
/// <param name="Rules">The rules in their order.</param>
/// <param name="Rows">The labelled rows.</param>
/// <param name="Level">The level of the intervals.</param>
public sealed record GateReport(Verdict Verdict, IReadOnlyList<RuleVerdict> Rules, int Rows, double Level);
