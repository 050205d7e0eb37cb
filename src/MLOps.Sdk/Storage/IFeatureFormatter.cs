using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>Writes the features of a record as a store keeps them. Called by any thread, by several at a time.</summary>
public interface IFeatureFormatter
{
    /// <summary>The most bytes that <see cref="Write"/> writes for a record.</summary>
    int RoomFor(in PredictionRecord record);

    /// <summary>Writes the features of a record. Gives the bytes written.</summary>
    int Write(in PredictionRecord record, Span<byte> destination);
}
