using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Capture;

/// <summary>Writes a payload as JSON. A thread keeps its writer, so that nothing is allocated once it has one.</summary>
internal abstract class JsonPayloadWriter<T> : PayloadWriter<T>
{
    public override PredictionFlags Append(SectionKind kind, T value, ref CaptureBuffer buffer, PayloadLimit limit)
    {
        using JsonScratch scratch = JsonScratch.Take();
        PredictionFlags flags = PredictionFlags.None;
        try
        {
            Utf8JsonWriter writer = scratch.Start(limit.Bytes);
            if (!Write(writer, value, limit.Bytes))
                flags |= PredictionFlags.CaptureFailed;
            writer.Flush();
        }
        catch (Exception) when (scratch.Buffer.IsCut)
        {
            // Writing ends where the limit is met, so that a huge object costs no more than the limit.
        }

        buffer.AppendSection(kind, scratch.Buffer.Written);
        return scratch.Buffer.IsCut ? flags | PredictionFlags.Truncated : flags;
    }

    /// <summary>Writes the value.</summary>
    /// <returns>False: a part of it could not be read and is not there.</returns>
    protected abstract bool Write(Utf8JsonWriter json, T value, int limit);
}

/// <summary>Writes a whole object by source-generated metadata.</summary>
internal sealed class ObjectPayloadWriter<T>(JsonTypeInfo<T> type) : JsonPayloadWriter<T>
{
    protected override bool Write(Utf8JsonWriter json, T value, int limit)
    {
        JsonSerializer.Serialize(json, value, type);
        return true;
    }
}

/// <summary>Writes the declared members of an object and nothing else of it.</summary>
internal sealed class MembersPayloadWriter<T>(PayloadMembers<T> members) : JsonPayloadWriter<T>
{
    protected override bool Write(Utf8JsonWriter json, T value, int limit) => members.Write(json, value, limit);
}
