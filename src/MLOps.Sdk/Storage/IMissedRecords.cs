using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>Sees a record that was missed.</summary>
/// <param name="record">The record; its spans are valid until the method returns.</param>
/// <param name="position">Its place in the chain.</param>
internal delegate void MissedVisitor(in PredictionRecord record, long position);

/// <summary>What monitors of an app that ended without saying so have seen, or would have seen, and forgot. Used on the monitors' thread, which waits for it; callers do not.</summary>
internal interface IMissedRecords
{
    /// <summary>Whether all is there that ended apps had accepted.</summary>
    bool IsComplete { get; }

    /// <summary>The place of a prediction in the chain; null when it is not there, or not any more.</summary>
    long? PositionOf(PredictionId id);

    /// <summary>Shows the answered calls of a version behind a mark, of the writer of the mark, in the order in which they were recorded.</summary>
    /// <param name="version">The version.</param>
    /// <param name="shadow">Whether those whose answer nobody saw.</param>
    /// <param name="mark">Behind what.</param>
    /// <param name="visit">Sees each.</param>
    void Replay(ServedVersion version, bool shadow, in LogMark mark, MissedVisitor visit);
}
