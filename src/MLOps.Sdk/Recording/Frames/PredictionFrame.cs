using System.Runtime.InteropServices;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>The fixed part of a prediction's frame. The numeric features follow it, then the sections.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct PredictionFrame
{
    public const int Bytes = 56;

    [FieldOffset(0)]
    public FrameHeader Header;

    /// <summary>How long the call took, in ticks of the monotonic clock.</summary>
    [FieldOffset(16)]
    public long Latency;

    /// <summary>Pico-units, or <see cref="Cost.PicoUnits.Unknown"/>.</summary>
    [FieldOffset(24)]
    public long Cost;

    /// <summary>The output as a number, NaN when it has none.</summary>
    [FieldOffset(32)]
    public double Output;

    /// <summary>Which version answered, and in which part.</summary>
    [FieldOffset(40)]
    public VersionMark Version;

    /// <summary>How the call ended, and what else is true of it.</summary>
    [FieldOffset(44)]
    public CallMark Call;

    /// <summary>Numeric features.</summary>
    [FieldOffset(48)]
    public int Numbers;

    /// <summary>Says that it was written for its place: see <see cref="FrameStamp"/>.</summary>
    [FieldOffset(52)]
    public uint Stamp;
}

/// <summary>What else is true of a recorded prediction.</summary>
[Flags]
internal enum PredictionFlags : ushort
{
    None = 0,

    /// <summary>The recorded input or output was cut at its limit.</summary>
    Truncated = 1,

    /// <summary>Declared features or tags could not be read: the delegate that reads them threw.</summary>
    CaptureFailed = 2,

    /// <summary>One of the tags of the call is among those that are always kept: sampling does not leave it out.</summary>
    Keep = 4,
}
