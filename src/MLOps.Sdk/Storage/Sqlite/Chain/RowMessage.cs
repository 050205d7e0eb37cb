using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>
/// The message of a row whose hash is its commitment, salt and canonical bytes, written by a function that SQLite calls
/// for each row: it is given all columns at once, where each costs several calls from outside. Used by one thread.
/// </summary>
internal sealed unsafe class RowMessage : IDisposable
{
    private readonly NativeSqlite _native;
    private readonly GCHandle _self;
    private byte* _bytes = (byte*)NativeMemory.Alloc(InitialBytes);
    private int _capacity = InitialBytes;
    private int _length;

    private const int InitialBytes = 4096;

    private RowMessage(SqliteDatabase database, NativeSqlite native)
    {
        _native = native;
        _self = GCHandle.Alloc(this);
        Function = database.AddFunction(GCHandle.ToIntPtr(_self), &Write);
    }

    /// <summary>The name of the function, whose arguments are the salt and the columns.</summary>
    public string Function { get; }

    /// <summary>The message of the row that the query is at; empty when memory did not suffice for it.</summary>
    public ReadOnlySpan<byte> Bytes => new(_bytes, _length);

    /// <summary>Adds the function to a connection; null where functions cannot be called by pointer.</summary>
    public static RowMessage? TryAttach(SqliteDatabase database) => database.Native is { } native ? new RowMessage(database, native) : null;

    /// <summary>After the query that calls the function, which stays with the connection and is called by nobody.</summary>
    public void Dispose()
    {
        _self.Free();
        NativeMemory.Free(_bytes);
        _bytes = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Write(nint context, int count, nint* values)
    {
        // One function pointer for all connections: the library is the same.
        var self = (RowMessage)GCHandle.FromIntPtr(NativeSqlite.Shared!.UserData(context)).Target!;
        try
        {
            self.Write(count, values);
        }
        catch (OutOfMemoryException)
        {
            self._length = 0; // nothing may leave a function that SQLite called
        }
    }

    // A method of its own: inside a try the calls of SQLite would not be compiled in.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Write(int count, nint* values)
    {
        BoundValue salt = _native.Value(values[0]);
        byte* at = Ensure(_bytes, salt.Length);
        Unsafe.CopyBlockUnaligned(at, salt.Bytes, (uint)salt.Length);
        at += salt.Length;
        for (int i = 1; i < count; i++)
        {
            BoundValue value = _native.Value(values[i]);
            at = Ensure(at, RowEncoding.RoomFor(value));
            at = RowEncoding.Write(value, at);
        }

        _length = (int)(at - _bytes);
    }

    private byte* Ensure(byte* at, int room)
    {
        int used = (int)(at - _bytes);
        if (room <= _capacity - used)
            return at;
        int larger = checked((used + room) * 2);
        _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)larger);
        _capacity = larger;
        return _bytes + used;
    }
}
