using System.Text.Json;
using System.Threading.Channels;

namespace MLOps.Sdk.Benchmarks.Peers;

/// <summary>System.Text.Json, source-generated, into a bounded channel of byte arrays.</summary>
internal sealed class JsonPeer
{
    private readonly Channel<byte[]> _channel = Channel.CreateBounded<byte[]>(32_768);

    public void Log(Content content, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            content.End(Content.Begin());
            _channel.Writer.TryWrite(JsonSerializer.SerializeToUtf8Bytes(content, ContentJson.Default.Content));
        }
    }

    public void Drain()
    {
        while (_channel.Reader.TryRead(out _))
        {
            // Dropped: only the caller's side is measured.
        }
    }
}
