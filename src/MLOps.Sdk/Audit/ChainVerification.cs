namespace MLOps.Sdk.Audit;

/// <summary>What a verification of the chain found.</summary>
/// <param name="Records">Records that the chain holds, removed ones included.</param>
/// <param name="Segments">Segments that the chain holds.</param>
/// <param name="Removed">Records whose rows are gone by a recorded erasure or retention; their commitments still verify.</param>
/// <param name="FirstDifference">The first place where store and chain, or chain and checkpoint, differ; null when there is none.</param>
/// <param name="Gaps">What is not in the log: lost before it could be stored, or removed since. Where there is none, and no pause, the log is complete.</param>
public sealed record ChainVerification(
    long Records, long Segments, long Removed, ChainDifference? FirstDifference, IReadOnlyList<RecordGap> Gaps)
{
    /// <summary>Times in which no app recorded into the store, between its first start and its last.</summary>
    public IReadOnlyList<RecordingPause> Pauses { get; init; } = [];

    /// <summary>Whether nothing differs.</summary>
    public bool IsValid => FirstDifference is null;
}

/// <summary>Where store and chain differ.</summary>
/// <param name="Position">The record's place in the chain, from 1.</param>
/// <param name="Id">The record's id; null when the place alone is known.</param>
/// <param name="Kind">What was done to it.</param>
/// <param name="Record">What kind of record it is; null when the place alone is known.</param>
public sealed record ChainDifference(long Position, PredictionId? Id, DifferenceKind Kind, ChainedKind? Record);

/// <summary>What was done to the log.</summary>
public enum DifferenceKind
{
    /// <summary>A record, or its entry in the chain, was changed.</summary>
    Edited,

    /// <summary>A record is gone and no recorded erasure or retention says so.</summary>
    Deleted,

    /// <summary>There is a record that the chain does not know.</summary>
    Inserted,

    /// <summary>The record stands at another place.</summary>
    Reordered,

    /// <summary>The end of the chain is gone.</summary>
    Truncated,

    /// <summary>A segment does not continue the one before it: it comes from elsewhere, or was made anew.</summary>
    Spliced,

    /// <summary>The store is older than the checkpoint.</summary>
    RolledBack,

    /// <summary>The chain is whole in itself and not the one that the checkpoint saw.</summary>
    Rechained,
}

/// <summary>A time in which no app recorded: it was not running, or its configuration had switched recording off.</summary>
/// <param name="From">When the last one ended, or was last heard of.</param>
/// <param name="To">When the next one started.</param>
/// <param name="IsCrash">Whether the last one ended without saying so.</param>
public sealed record RecordingPause(DateTimeOffset From, DateTimeOffset To, bool IsCrash);

/// <summary>Predictions that are not in the log.</summary>
/// <param name="From">Not before this moment.</param>
/// <param name="To">Not after this moment.</param>
/// <param name="Count">How many; null when nobody can know.</param>
/// <param name="Reason">Why: as in the counts of the status, or retention, erasure, machineCrash, tornChannel.</param>
public sealed record RecordGap(DateTimeOffset From, DateTimeOffset To, long? Count, string Reason);
