using System.Buffers.Binary;

namespace MLOps.Sdk.Recording;

/// <summary>A run of UTF-8 texts, each preceded by its length; a null text has length −1.</summary>
public readonly ref struct TextList
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal TextList(ReadOnlySpan<byte> bytes, int count)
    {
        _bytes = bytes;
        Count = count;
    }

    /// <summary>The number of texts.</summary>
    public int Count { get; }

    /// <summary>The bytes of all texts and their lengths: an upper bound of what a copy needs.</summary>
    internal int ByteLength => _bytes.Length;

    /// <summary>Reads the texts in order.</summary>
    public Enumerator GetEnumerator() => new(_bytes, Count);

    /// <summary>Walks a <see cref="TextList"/>.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private int _left;

        internal Enumerator(ReadOnlySpan<byte> bytes, int count)
        {
            _rest = bytes;
            _left = count;
            Current = default;
            IsNull = false;
        }

        /// <summary>The text, UTF-8; empty when null.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Whether the text is null: a missing value.</summary>
        public bool IsNull { get; private set; }

        /// <summary>Moves to the next text.</summary>
        public bool MoveNext()
        {
            if (_left == 0)
                return false;

            _left--;
            int length = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            IsNull = length < 0;
            Current = IsNull ? default : _rest.Slice(sizeof(int), length);
            _rest = _rest[(sizeof(int) + Math.Max(length, 0))..];
            return true;
        }
    }
}
