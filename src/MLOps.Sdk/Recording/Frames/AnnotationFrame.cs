using System.Runtime.InteropServices;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>The fixed part of an annotation's frame. The sections follow it.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct AnnotationFrame
{
    public const int Bytes = 48;

    [FieldOffset(0)]
    public FrameHeader Header;

    [FieldOffset(16)]
    public ulong PredictionWriter;

    [FieldOffset(24)]
    public ulong PredictionSequence;

    /// <summary>The outcome as a number, NaN when it has none.</summary>
    [FieldOffset(32)]
    public double Value;

    [FieldOffset(40)]
    public AnnotationKind Kind;

    /// <summary>Says that it was written for its place: see <see cref="FrameStamp"/>.</summary>
    [FieldOffset(44)]
    public uint Stamp;
}
