using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>
/// Ties a frame's start to its place, which never repeats, and to its time. After a crash of the machine a page may be older
/// than its neighbours: a frame in it was written for another place, a turn of the lane before. It takes no room, since it
/// lies where the fixed part of a frame was empty, and no time that could be measured.
/// </summary>
internal static unsafe class FrameStamp
{
    /// <summary>The stamp of a frame that begins at a position, a multiple of 8, at a moment of the monotonic clock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(long position, long timestamp) => (uint)(position >> 3) ^ (uint)timestamp;

    /// <summary>The length of the frame whose start was written for a position; 0 when there is none.</summary>
    /// <param name="frame">What lies there.</param>
    /// <param name="position">The position.</param>
    /// <param name="most">Bytes that it may have.</param>
    public static int LengthOf(byte* frame, long position, long most)
    {
        var header = (FrameHeader*)frame;
        int length = *(int*)frame;
        if (most < FrameHeader.Bytes || length > most || (length & 7) != 0)
            return 0;
        uint stamp = Of(position, header->Timestamp);
        return header->Kind switch
        {
            FrameKind.Prediction when length >= PredictionFrame.Bytes && ((PredictionFrame*)frame)->Stamp == stamp => length,
            FrameKind.Annotation when length >= AnnotationFrame.Bytes && ((AnnotationFrame*)frame)->Stamp == stamp => length,
            _ => 0,
        };
    }
}
