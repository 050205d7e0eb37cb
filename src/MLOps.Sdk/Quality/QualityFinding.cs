namespace MLOps.Sdk.Quality;

/// <summary>One rule, and how the data keeps it.</summary>
/// <param name="Column">The column; empty for rules about rows.</param>
/// <param name="Check">The rule: "missing", "typeChange", "outOfRange", "unseen", "vanished", "textLength", "constant", "cardinality", "stale", "missingColumn", "extraColumn" or "duplicates".</param>
/// <param name="Value">What was found; null when it is not a number.</param>
/// <param name="Limit">The rule's limit; null when it is not a number.</param>
/// <param name="Kept">Whether the data keeps it; null when there are no rows to say.</param>
/// <param name="Reason">The same in words.</param>
public sealed record QualityFinding(string Column, string Check, double? Value, double? Limit, bool? Kept, string Reason);
