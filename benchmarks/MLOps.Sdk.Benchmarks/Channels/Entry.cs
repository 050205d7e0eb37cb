using System.Runtime.InteropServices;

namespace MLOps.Sdk.Benchmarks.Channels;

/// <summary>What a record of a call with 16 features holds: 56 bytes about the call and 128 of numbers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Entry
{
    public long Position;
    public long EndTimestamp;
    public long Latency;
    public long Cost;
    public double Output;
    public long VersionAndStatus;
    public long Numbers;
    public Sixteen Features;

    public static Entry Of(int i, in Sixteen features) => new()
    {
        Position = i,
        EndTimestamp = i,
        Latency = 1,
        Cost = 1,
        Output = 0.5,
        VersionAndStatus = 0,
        Numbers = 16,
        Features = features,
    };
}

/// <summary>16 numbers in place.</summary>
[System.Runtime.CompilerServices.InlineArray(16)]
internal struct Sixteen
{
    private double _first;

    public static Sixteen Sample()
    {
        var sample = new Sixteen();
        for (int i = 0; i < 16; i++)
            sample[i] = i * 1.1;
        return sample;
    }
}
