using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Where the texts of one row are formatted: one array that does not move, used again for every row by one thread.</summary>
internal sealed unsafe class RowBuffer
{
    private byte[] _bytes = [];
    private byte* _address;

    /// <summary>The bytes in use.</summary>
    public int Used { get; private set; }

    /// <summary>What is left.</summary>
    public Span<byte> Free => _bytes.AsSpan(Used);

    /// <summary>Starts a row that needs at most this many bytes; texts of the row before are gone.</summary>
    public void Start(int capacity)
    {
        Used = 0;
        if (capacity > _bytes.Length)
            Grow(capacity);
    }

    /// <summary>Takes bytes that were written to <see cref="Free"/>. Gives their address, valid until the next row starts.</summary>
    public byte* Take(int length)
    {
        byte* start = _address + Used;
        Used += length;
        return start;
    }

    /// <summary>Binds a text that may be empty (NULL then) or not be UTF-8 (repaired then).</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="index">The parameter.</param>
    /// <param name="pinned">Where the text lies and stays until the statement was run.</param>
    /// <param name="text">The text.</param>
    public void BindOptional(Engine.SqliteStatement statement, int index, byte* pinned, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            statement.BindNull(index);
        else
            Bind(statement, index, pinned, text);
    }

    /// <summary>Binds a text that may not be UTF-8 (repaired then).</summary>
    /// <inheritdoc cref="BindOptional"/>
    public void Bind(Engine.SqliteStatement statement, int index, byte* pinned, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            // A null pointer would bind NULL; an empty text is not missing.
            statement.Bind(index, text.IsEmpty ? _address : pinned, text.Length);
            return;
        }

        int length = Utf8Text.Repair(text, Free);
        statement.Bind(index, Take(length), length);
    }

    /// <summary>Room for a text that <see cref="Bind"/> may have to repair.</summary>
    public static int RoomFor(ReadOnlySpan<byte> text) => text.Length * Utf8Text.MaximumGrowth;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int capacity)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(int.Max(4096, capacity + capacity / 2), pinned: true);
        _address = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
    }
}
