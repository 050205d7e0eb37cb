using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>
/// The last eight bytes of a frame: its place, which never repeats, mixed with the time at its start. After a crash of the
/// machine a page may be older than its neighbours; where start and end of a frame are of different ages, or both older than
/// their place, the stamp does not fit.
/// </summary>
internal static unsafe class FrameStamp
{
    public const int Bytes = sizeof(long);

    /// <summary>The length of a frame with a stamp, a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthWith(int bytes) => (bytes + Bytes + 7) & ~7;

    /// <summary>Writes the stamp of a frame; publishing the frame comes after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte* frame, int length, long position, long timestamp) => *(long*)(frame + length - Bytes) = position ^ timestamp;

    /// <summary>Whether a frame's start and end were written for this place.</summary>
    public static bool Fits(byte* frame, int length, long position) =>
        *(long*)(frame + length - Bytes) == (position ^ ((FrameHeader*)frame)->Timestamp);
}
