namespace MLOps.Sdk.Privacy;

/// <summary>What an erasure did.</summary>
/// <param name="Request">Names the erasure in the log's events.</param>
/// <param name="Predictions">Predictions erased.</param>
/// <param name="Annotations">Actions and outcomes about them erased.</param>
/// <param name="LeftOver">Places in the database where a text of an erased record is still found; 0 after a whole erasure.</param>
/// <param name="Exports">Files that were exported from this store since the first erased prediction: they may hold the subject, and are for you to delete.</param>
public sealed record ErasureReport(Guid Request, long Predictions, long Annotations, long LeftOver, IReadOnlyList<string> Exports);

/// <summary>Which erasure is asked for.</summary>
/// <param name="Subject">Whom the records are about, as it was recorded.</param>
/// <param name="Actor">Who erases.</param>
/// <param name="Reason">Why, such as "request of 2026-03-01"; kept in the log, so without personal data.</param>
public sealed record ErasureRequest(string Subject, string Actor, string Reason);
