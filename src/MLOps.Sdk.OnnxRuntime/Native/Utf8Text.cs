using System.Runtime.InteropServices;
using System.Text;

namespace MLOps.Sdk.OnnxRuntime.Native;

/// <summary>Texts as C knows them: UTF-8 with a zero byte at the end.</summary>
internal static unsafe class Utf8Text
{
    /// <summary>Reads a text; empty for a null pointer.</summary>
    public static string Read(byte* text) =>
        text is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>A text in memory that never moves, so that a pointer to it may be kept as long as the array is.</summary>
    public static byte[] Pin(string text)
    {
        byte[] bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text) + 1, pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
