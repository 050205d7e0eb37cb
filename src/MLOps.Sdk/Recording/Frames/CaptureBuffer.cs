using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>
/// The variable part of a frame while the call runs: on the caller's stack, and in a pooled array when it outgrows it.
/// Filled before the model runs, so that the record shows the input as it was given.
/// </summary>
internal ref struct CaptureBuffer
{
    /// <summary>Bytes that a caller gives on its stack: room for 32 numbers and some text.</summary>
    public const int StackBytes = 512;

    private const int SectionHeader = 8;

    private Span<byte> _bytes;
    private byte[]? _rented;
    private int _length;

    public CaptureBuffer(Span<byte> stack) => _bytes = stack;

    /// <summary>Takes over an array from <see cref="Detach"/>.</summary>
    public CaptureBuffer(byte[] rented, int length)
    {
        _bytes = rented;
        _rented = rented;
        _length = length;
    }

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Written => _bytes[.._length];

    /// <summary>Room for <paramref name="count"/> numbers at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<double> AppendNumbers(int count)
    {
        int size = count * sizeof(double);
        return MemoryMarshal.Cast<byte, double>(Take(size));
    }

    /// <summary>Appends bytes captured before.</summary>
    public void AppendRaw(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Starts a section; its length is filled in by <see cref="EndSection(int)"/>.</summary>
    /// <returns>Where the section starts.</returns>
    public int BeginSection(SectionKind kind, int count)
    {
        int start = _length;
        Span<byte> header = Take(SectionHeader);
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)kind);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)count);
        return start;
    }

    public readonly void EndSection(int start) =>
        BinaryPrimitives.WriteInt32LittleEndian(_bytes[(start + 4)..], _length - start - SectionHeader);

    /// <summary>The same where the number of its parts is known only at its end.</summary>
    public readonly void EndSection(int start, int count)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes[(start + 2)..], (ushort)count);
        EndSection(start);
    }

    /// <summary>Appends a section of bytes.</summary>
    public void AppendSection(SectionKind kind, scoped ReadOnlySpan<byte> bytes)
    {
        int start = BeginSection(kind, 1);
        bytes.CopyTo(Take(bytes.Length));
        EndSection(start);
    }

    /// <summary>Appends a section of text, cut at a whole character when it exceeds the limit.</summary>
    /// <returns>Whether all of it fitted.</returns>
    public bool AppendSection(SectionKind kind, scoped ReadOnlySpan<char> text, int limit)
    {
        int start = BeginSection(kind, 1);
        bool whole = AppendUtf8(text, limit);
        EndSection(start);
        return whole;
    }

    /// <summary>Appends one text of a list, preceded by its length; null is length −1.</summary>
    /// <returns>Whether all of it fitted.</returns>
    public bool AppendText(string? text, int limit)
    {
        if (text is not null)
            return AppendText(text.AsSpan(), limit);
        int at = _length;
        Take(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes[at..], -1);
        return true;
    }

    /// <inheritdoc cref="AppendText(string?, int)"/>
    public bool AppendText(scoped ReadOnlySpan<char> text, int limit)
    {
        int at = _length;
        Take(sizeof(int));
        bool whole = AppendUtf8(text, limit);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes[at..], _length - at - sizeof(int));
        return whole;
    }

    /// <summary>Forgets what was written after a point.</summary>
    public void Truncate(int length) => _length = length;

    /// <summary>Moves the contents to a pooled array that outlives the stack. The buffer is empty afterwards.</summary>
    public byte[] Detach(out int length)
    {
        length = _length;
        byte[] array = _rented ?? ArrayPool<byte>.Shared.Rent(Math.Max(_length, 64));
        if (_rented is null)
            Written.CopyTo(array);
        _rented = null;
        _bytes = default;
        _length = 0;
        return array;
    }

    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private bool AppendUtf8(scoped ReadOnlySpan<char> text, int limit)
    {
        // Characters beyond the limit in bytes cannot fit whatever they are, so that a huge text costs no more than the limit.
        scoped ReadOnlySpan<char> head = text.Length > limit ? text[..limit] : text;
        int room = (int)Math.Min(limit, Encoding.UTF8.GetMaxByteCount(head.Length));
        Span<byte> destination = Reserve(room)[..room];
        System.Text.Unicode.Utf8.FromUtf16(head, destination, out int read, out int written, replaceInvalidSequences: true, isFinalBlock: true);
        _length += written;
        return read == text.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int size)
    {
        Span<byte> room = Reserve(size);
        _length += size;
        return room[..size];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int size)
    {
        if (_bytes.Length - _length < size)
            Grow(size);
        return _bytes[_length..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + size, _bytes.Length * 2));
        Written.CopyTo(larger);
        Dispose();
        _rented = larger;
        _bytes = larger;
    }
}
