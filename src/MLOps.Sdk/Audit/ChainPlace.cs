namespace MLOps.Sdk.Audit;

/// <summary>Where a record stands in the chain.</summary>
/// <param name="Position">Its place among all records, from 1.</param>
/// <param name="Segment">The segment that holds it, from 1.</param>
/// <param name="Commitment">Its commitment, 64 hexadecimal digits; empty when the segment's entries were dropped with its rows.</param>
/// <param name="SegmentHash">The segment's hash, 64 hexadecimal digits.</param>
/// <param name="IsIntact">Whether the record is what the commitment was made of. The chain as a whole is verified by <see cref="IAuditTrail.VerifyAsync"/>.</param>
public sealed record ChainPlace(long Position, long Segment, string Commitment, string SegmentHash, bool IsIntact);
