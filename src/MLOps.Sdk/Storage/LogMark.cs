namespace MLOps.Sdk.Storage;

/// <summary>How far monitors have come in what one process recorded.</summary>
/// <param name="Last">A prediction.</param>
/// <param name="Microseconds">When it started, in microseconds since 1970: for a log that does not hold it any more.</param>
/// <param name="IsSeen">Whether they have seen it, as all before it; otherwise it is the first that they have not.</param>
internal readonly record struct LogMark(PredictionId Last, long Microseconds, bool IsSeen);
