using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Capture;

/// <summary>Writes a raw input or output into a record, cut at a limit in bytes: a text, an object as its metadata says, or declared members alone.</summary>
internal abstract class PayloadWriter<T>
{
    /// <summary>Appends the payload as a section.</summary>
    /// <returns>Whether it was cut, or a part of it could not be read.</returns>
    public abstract PredictionFlags Append(SectionKind kind, T value, ref CaptureBuffer buffer, PayloadLimit limit);
}

/// <summary>Writes a payload that is text.</summary>
internal sealed class TextPayloadWriter<T>(Func<T, string?> read) : PayloadWriter<T>
{
    public override PredictionFlags Append(SectionKind kind, T value, ref CaptureBuffer buffer, PayloadLimit limit)
    {
        if (read(value) is not { } text || buffer.AppendSection(kind, text, limit.Bytes))
            return PredictionFlags.None;
        CutText.Append(kind, text, limit.HashesCut, ref buffer);
        return PredictionFlags.Truncated;
    }
}
