using System.Buffers.Binary;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>Walks the sections of a frame, refusing lengths that lead outside it.</summary>
internal ref struct SectionReader
{
    private ReadOnlySpan<byte> _rest;

    public SectionReader(ReadOnlySpan<byte> sections)
    {
        _rest = sections;
        Kind = default;
        Count = 0;
        Bytes = default;
    }

    public SectionKind Kind { get; private set; }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Moves to the next section.</summary>
    /// <exception cref="InvalidDataException">The sections are damaged.</exception>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        if (_rest.Length < 8)
            throw new InvalidDataException($"A recorded frame ends with {_rest.Length} stray bytes.");

        int length = BinaryPrimitives.ReadInt32LittleEndian(_rest[4..]);
        if (length < 0 || length > _rest.Length - 8)
            throw new InvalidDataException($"A recorded section claims {length} bytes where {_rest.Length - 8} are left.");

        Kind = (SectionKind)BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        Count = BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]);
        Bytes = _rest.Slice(8, length);
        _rest = _rest[(8 + length)..];
        return true;
    }
}
