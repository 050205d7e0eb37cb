using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MLOps.Sdk.Benchmarks.Channels;

/// <summary>A bounded System.Threading.Channels channel of structs.</summary>
/// <param name="records">How many it holds.</param>
internal sealed class BoundedChannelOutlet(int records) : IOutlet
{
    private readonly Channel<Entry> _channel = Channel.CreateBounded<Entry>(records);
    private readonly Sixteen _features = Sixteen.Sample();
    private double _sum; // the reader's

    public string Name => "bounded Channel<struct>";

    public void Write(int count)
    {
        for (int i = 0; i < count; i++)
            _channel.Writer.TryWrite(Entry.Of(i, _features));
    }

    public int Read()
    {
        int read = 0;
        for (; read < IOutlet.MostAtOnce && _channel.Reader.TryRead(out Entry entry); read++)
            _sum += entry.Output;
        return read;
    }
}

/// <summary>A ConcurrentQueue of structs, which is not bounded.</summary>
internal sealed class QueueOutlet : IOutlet
{
    private readonly ConcurrentQueue<Entry> _queue = new();
    private readonly Sixteen _features = Sixteen.Sample();
    private double _sum; // the reader's

    public string Name => "ConcurrentQueue<struct>";

    public void Write(int records)
    {
        for (int i = 0; i < records; i++)
            _queue.Enqueue(Entry.Of(i, _features));
    }

    public int Read()
    {
        int records = 0;
        for (; records < IOutlet.MostAtOnce && _queue.TryDequeue(out Entry entry); records++)
            _sum += entry.Output;
        return records;
    }
}
