using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>Predictions that one process lost, as the log was told.</summary>
/// <param name="Writer">The first half of the process's ids, 16 hexadecimal digits.</param>
/// <param name="Reason">Why they were lost.</param>
/// <param name="Count">How many.</param>
public sealed record RecordedLoss(string Writer, LossReason Reason, long Count);
