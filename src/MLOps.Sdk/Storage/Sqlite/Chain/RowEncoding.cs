using System.Runtime.CompilerServices;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>
/// The canonical bytes of a row: for each column in order its type in one byte, then eight bytes of a number, or a length
/// in four and the bytes of a text or blob. The same from what is bound before a row is written and from what is read back.
/// </summary>
internal static unsafe class RowEncoding
{
    private const int NumberBytes = 1 + sizeof(long);
    private const int LengthBytes = 1 + sizeof(int);

    /// <summary>The most bytes that <see cref="Write(ReadOnlySpan{BoundValue}, byte*)"/> writes.</summary>
    public static int RoomFor(ReadOnlySpan<BoundValue> columns)
    {
        int room = columns.Length * NumberBytes;
        foreach (ref readonly BoundValue column in columns)
            room += column.Length;
        return room;
    }

    /// <summary>The same for one column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RoomFor(in BoundValue column) => NumberBytes + column.Length;

    /// <summary>Encodes bound values. Gives the bytes written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Write(ReadOnlySpan<BoundValue> columns, byte* destination)
    {
        byte* at = destination;
        foreach (ref readonly BoundValue column in columns)
            at = Write(column, at);
        return (int)(at - destination);
    }

    /// <summary>Encodes one value. Gives where the next one goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(in BoundValue column, byte* at)
    {
        *at = (byte)column.Kind;
        switch (column.Kind)
        {
            case ValueKind.Null:
                return at + 1;
            case ValueKind.Integer or ValueKind.Real:
                *(long*)(at + 1) = column.Bits;
                return at + NumberBytes;
            default:
                *(int*)(at + 1) = column.Length;
                Unsafe.CopyBlockUnaligned(at + LengthBytes, column.Bytes, (uint)column.Length);
                return at + LengthBytes + column.Length;
        }
    }
}
