using System.Runtime.InteropServices;
using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Benchmarks.Channels;

/// <summary>The prediction channel: in a file or in plain memory, through a lane of the writer's own or a shared one.</summary>
internal sealed class RingOutlet : IOutlet
{
    private readonly PredictionChannel _channel;
    private readonly RingLane[] _lanes;
    private LaneWriter? _owner; // of the thread that writes
    private readonly Sixteen _features = Sixteen.Sample();
    private double _sum; // the reader's

    /// <param name="name">Its name.</param>
    /// <param name="directory">Where the file is; null for plain memory.</param>
    /// <param name="laneBytes">Bytes of its lane.</param>
    /// <param name="owned">Whether the writer has a lane of its own.</param>
    public RingOutlet(string name, string? directory, long laneBytes, bool owned)
    {
        // One lane is a shared one, of two the second is owned by the first thread that records.
        int lanes = owned ? 2 : 1;
        _channel = directory is null ? Setup.PlainChannel(laneBytes, lanes) : Setup.FileChannel(directory, laneBytes, lanes);
        _lanes = [.. _channel.Ring.Lanes];
        Name = name;
    }

    public string Name { get; }

    public void Write(int records)
    {
        // A thread keeps the lane of one channel at a time; here it writes to several in turn.
        LaneWriter.Current = _owner;
        ReadOnlySpan<byte> captured = MemoryMarshal.AsBytes<double>(_features);
        for (int i = 0; i < records; i++)
            _channel.Record(default, default, i, latency: 1, cost: 1, output: 0.5, numbers: 16, captured);
        _owner ??= LaneWriter.Current;
        LaneWriter.Current = null;
    }

    public int Read()
    {
        int records = 0;
        foreach (RingLane lane in _lanes)
        {
            long position = lane.Head;
            long tail = lane.Tail;
            int before = records;
            while (records < IOutlet.MostAtOnce && position < tail && lane.Peek(position) is { IsEmpty: false } frame)
            {
                _sum += frame[^1];
                position += frame.Length;
                records++;
            }

            if (records > before)
                lane.Release(position, records - before);
        }

        return records;
    }
}
