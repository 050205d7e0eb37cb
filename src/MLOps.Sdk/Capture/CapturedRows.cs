using System.Buffers;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Capture;

/// <summary>What was captured of the inputs of a batch, in pooled arrays.</summary>
internal sealed class CapturedRows(int rows) : IDisposable
{
    private readonly Row[] _rows = ArrayPool<Row>.Shared.Rent(rows);
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(rows, 1) * 64);
    private int _length;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> captured, int numbers, PredictionFlags flags)
    {
        if (_bytes.Length - _length < captured.Length)
            Grow(captured.Length);
        captured.CopyTo(_bytes.AsSpan(_length));
        _rows[Count++] = new Row(_length, captured.Length, numbers, flags);
        _length += captured.Length;
    }

    public PredictionFlags CopyTo(int row, ref CaptureBuffer buffer, out int numbers)
    {
        Row captured = _rows[row];
        buffer.AppendRaw(_bytes.AsSpan(captured.Start, captured.Length));
        numbers = captured.Numbers;
        return captured.Flags;
    }

    public void Dispose()
    {
        ArrayPool<Row>.Shared.Return(_rows);
        ArrayPool<byte>.Shared.Return(_bytes);
    }

    private void Grow(int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + length));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private readonly record struct Row(int Start, int Length, int Numbers, PredictionFlags Flags);
}
