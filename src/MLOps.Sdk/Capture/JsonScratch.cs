using System.Buffers;
using System.Text.Json;

namespace MLOps.Sdk.Capture;

/// <summary>Where a thread writes the JSON of payloads before it is known how long it is.</summary>
internal sealed class JsonScratch : IDisposable
{
    [ThreadStatic]
    private static JsonScratch? s_ofThread;

    private readonly Utf8JsonWriter _writer;

    private JsonScratch() => _writer = new Utf8JsonWriter(Buffer);

    public BoundedBuffer Buffer { get; } = new();

    /// <summary>Taken for the time of a call, so that a getter that predicts again does not write into the same buffer.</summary>
    public static JsonScratch Take()
    {
        JsonScratch scratch = s_ofThread ?? new JsonScratch();
        s_ofThread = null;
        return scratch;
    }

    public Utf8JsonWriter Start(int limit)
    {
        Buffer.Restart(limit);
        _writer.Reset(Buffer);
        return _writer;
    }

    /// <summary>Gives it back to the thread.</summary>
    public void Dispose() => s_ofThread = this;

    /// <summary>Takes bytes up to a limit and refuses to go on beyond it.</summary>
    internal sealed class BoundedBuffer : IBufferWriter<byte>
    {
        private const int LeastRoom = 256;
        private const int MaximumBytesPerChar = 3; // what a writer asks for ahead, whatever the text

        private static readonly InvalidOperationException LimitMet = new("The payload exceeds its limit.");

        private byte[] _bytes = new byte[1024];
        private int _length;
        private int _limit;

        public bool IsCut { get; private set; }

        /// <summary>What was written, cut at a whole character.</summary>
        public ReadOnlySpan<byte> Written
        {
            get
            {
                int end = Math.Min(_length, _limit);
                while (end < _length && end > 0 && (_bytes[end] & 0xC0) == 0x80)
                    end--;
                return _bytes.AsSpan(0, end);
            }
        }

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
            // A text that asks for more than this is itself longer than the limit.
            IsCut |= _length > _limit || sizeHint > ((long)_limit * MaximumBytesPerChar) + LeastRoom;
            if (IsCut)
                throw LimitMet;
            if (_bytes.Length - _length < Math.Max(sizeHint, LeastRoom))
                Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + Math.Max(sizeHint, LeastRoom)));
            return _bytes.AsMemory(_length);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
