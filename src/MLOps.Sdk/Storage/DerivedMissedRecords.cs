using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>Shows what is worked out of a record.</summary>
/// <param name="record">The record.</param>
/// <param name="derived">The version of what is worked out.</param>
/// <param name="position">The record's place in the chain.</param>
/// <param name="visit">To be shown it.</param>
internal delegate void RecordDerivation(in PredictionRecord record, ServedVersion derived, long position, MissedVisitor visit);

/// <summary>What was missed by who watches what is worked out of records.</summary>
/// <param name="records">The records.</param>
/// <param name="sourceOf">The version of the records that a version of what is worked out comes from.</param>
/// <param name="derive">Works it out.</param>
internal sealed class DerivedMissedRecords(IMissedRecords records, Func<ServedVersion, ServedVersion> sourceOf, RecordDerivation derive) : IMissedRecords
{
    /// <inheritdoc/>
    public bool IsComplete => records.IsComplete;

    /// <inheritdoc/>
    public long? PositionOf(PredictionId id) => records.PositionOf(id);

    /// <inheritdoc/>
    public void Replay(ServedVersion version, bool shadow, in LogMark mark, MissedVisitor visit) =>
        records.Replay(sourceOf(version), shadow, mark, (in PredictionRecord record, long position) => derive(record, version, position, visit));
}
