using System.Runtime.InteropServices;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>The start of every frame. Little-endian, as all machines that .NET runs on.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct FrameHeader
{
    public const int Bytes = 16;
    public const int KindOffset = 4;

    /// <summary>The version of the frame format. A reader quarantines what it does not know.</summary>
    public const byte CurrentVersion = 1;

    /// <summary>Bytes of the frame, a multiple of 8: positive once published, negative while being written to a shared lane.</summary>
    [FieldOffset(0)]
    public int Length;

    [FieldOffset(KindOffset)]
    public FrameKind Kind;

    [FieldOffset(5)]
    public byte Version;

    /// <summary>Bytes at the end that round the length up to 8 and hold the <see cref="FrameStamp"/>.</summary>
    [FieldOffset(6)]
    public byte Slack;

    /// <summary>The four fields above, to be written in one store.</summary>
    [FieldOffset(0)]
    public long Word;

    /// <summary>The monotonic clock when the frame was written: for a prediction, when its call ended.</summary>
    [FieldOffset(8)]
    public long Timestamp;

    /// <summary>The first word of a frame; its length is negative while it is being written to a shared lane.</summary>
    public static long WordOf(int length, FrameKind kind, int slack) =>
        ((long)slack << 48) | ((long)CurrentVersion << 40) | ((long)kind << 32) | (uint)length;
}
