using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>A constant text as UTF-8 that does not move, to be bound again and again. Immutable.</summary>
internal sealed unsafe class PinnedText
{
    private readonly byte[] _bytes;

    public PinnedText(string text)
    {
        Length = Encoding.UTF8.GetByteCount(text);
        // One byte more, so that an empty text has an address too.
        _bytes = GC.AllocateUninitializedArray<byte>(Length + 1, pinned: true);
        Encoding.UTF8.GetBytes(text, _bytes);
        Address = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
    }

    public byte* Address { get; }

    public int Length { get; }
}
