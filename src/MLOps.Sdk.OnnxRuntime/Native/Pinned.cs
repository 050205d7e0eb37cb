using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.OnnxRuntime.Native;

/// <summary>Arrays on the pinned heap: their addresses hold as long as they are referenced.</summary>
internal static unsafe class Pinned
{
    /// <summary>The address of an array allocated as pinned.</summary>
    public static nint AddressOf<T>(T[] pinned) where T : unmanaged =>
        (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    /// <summary>The address of at least so many bytes; a larger array takes the place of one that is too small.</summary>
    public static nint Reserve(ref byte[] buffer, int bytes)
    {
        if (buffer.Length < bytes)
            buffer = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        return AddressOf(buffer);
    }

    /// <summary>Releases native values and forgets them.</summary>
    public static void ReleaseValues(OrtApi api, Span<nint> values)
    {
        foreach (ref nint value in values)
        {
            if (value != 0)
                api.ReleaseValue(value);
            value = 0;
        }
    }
}
