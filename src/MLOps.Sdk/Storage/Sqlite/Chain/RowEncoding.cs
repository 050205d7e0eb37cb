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

    /// <summary>Encodes bound values. Gives the bytes written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Write(ReadOnlySpan<BoundValue> columns, byte* destination)
    {
        byte* at = destination;
        foreach (ref readonly BoundValue column in columns)
        {
            *at = (byte)column.Kind;
            switch (column.Kind)
            {
                case ValueKind.Null:
                    at++;
                    break;
                case ValueKind.Integer or ValueKind.Real:
                    *(long*)(at + 1) = column.Bits;
                    at += NumberBytes;
                    break;
                default:
                    *(int*)(at + 1) = column.Length;
                    Unsafe.CopyBlockUnaligned(at + LengthBytes, column.Bytes, (uint)column.Length);
                    at += LengthBytes + column.Length;
                    break;
            }
        }

        return (int)(at - destination);
    }

    /// <summary>The column of the current row as a value; its bytes stay until the next step.</summary>
    public static BoundValue Read(SqliteRows rows, int column)
    {
        ValueKind kind = rows.Kind(column);
        if (kind == ValueKind.Null)
            return default;
        if (kind == ValueKind.Integer)
            return BoundValue.Of(rows.Int64(column));
        if (kind == ValueKind.Real)
            return BoundValue.Of(rows.Real(column));
        ReadOnlySpan<byte> bytes = rows.Bytes(column);
        return BoundValue.Of((byte*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(bytes)), bytes.Length, kind == ValueKind.Text);
    }
}
