namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>What one rule said, and why.</summary>
/// <param name="Rule">The rule's text.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Champion">The champion's figure; null when there is none.</param>
/// <param name="Candidate">The candidate's figure; null when it is not known.</param>
/// <param name="Low">The lower end of the interval of what was compared: the candidate's figure, or candidate − factor · champion.</param>
/// <param name="High">The upper end.</param>
/// <param name="Rows">The rows it looked at.</param>
/// <param name="Reason">The group that decided, or why there is no verdict; null when there is nothing to say.</param>
public sealed record RuleVerdict(string Rule, Verdict Verdict, double? Champion, double? Candidate, double? Low, double? High, int Rows, string? Reason = null);
