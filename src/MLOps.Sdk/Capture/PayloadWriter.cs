using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Capture;

/// <summary>Writes a raw input or output into a record, cut at a limit in bytes.</summary>
internal abstract class PayloadWriter<T>
{
    /// <summary>Appends the payload as a section.</summary>
    /// <returns>Whether all of it fitted.</returns>
    public abstract bool Append(SectionKind kind, T value, ref CaptureBuffer buffer, int limit);
}

/// <summary>Writes a payload that is text.</summary>
internal sealed class TextPayloadWriter<T>(Func<T, string?> read) : PayloadWriter<T>
{
    public override bool Append(SectionKind kind, T value, ref CaptureBuffer buffer, int limit) =>
        read(value) is not { } text || buffer.AppendSection(kind, text, limit);
}

/// <summary>Writes a payload as JSON by source-generated metadata.</summary>
internal sealed class JsonPayloadWriter<T>(JsonTypeInfo<T> type) : PayloadWriter<T>
{
    [ThreadStatic]
    private static BoundedBuffer? s_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? s_writer;

    public override bool Append(SectionKind kind, T value, ref CaptureBuffer buffer, int limit)
    {
        // Taken for the time of the call, so that a getter that predicts again does not write into the same buffer.
        BoundedBuffer json = s_buffer ?? new BoundedBuffer();
        Utf8JsonWriter writer = s_writer ?? new Utf8JsonWriter(json);
        (s_buffer, s_writer) = (null, null);
        try
        {
            json.Restart(limit);
            writer.Reset(json);
            JsonSerializer.Serialize(writer, value, type);
            writer.Flush();
        }
        catch (Exception) when (json.IsCut)
        {
            // Serialising ends where the limit is met, so that a huge object costs no more than the limit.
        }

        buffer.AppendSection(kind, json.Written);
        (s_buffer, s_writer) = (json, writer);
        return !json.IsCut;
    }

    private sealed class BoundedBuffer : IBufferWriter<byte>
    {
        private static readonly InvalidOperationException LimitMet = new("The payload exceeds its limit.");

        private byte[] _bytes = new byte[1024];
        private int _length;
        private int _limit;

        public bool IsCut { get; private set; }

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Math.Min(_length, _limit));

        public void Restart(int limit)
        {
            _length = 0;
            _limit = limit;
            IsCut = false;
        }

        public void Advance(int count)
        {
            _length += count;
            IsCut = _length > _limit;
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_length > _limit)
                throw LimitMet;
            if (_bytes.Length - _length < Math.Max(sizeHint, 256))
                Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + Math.Max(sizeHint, 256)));
            return _bytes.AsMemory(_length);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
