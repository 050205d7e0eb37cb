using System.Runtime.InteropServices;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>A number in cache lines of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedCount
{
    [FieldOffset(128)]
    public long Value;
}
