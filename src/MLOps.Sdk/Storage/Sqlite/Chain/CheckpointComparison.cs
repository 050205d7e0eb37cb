using MLOps.Sdk.Audit;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>Compares a chain with the checkpoints that were taken of it, while it is walked.</summary>
internal sealed class CheckpointComparison(IReadOnlyList<ChainCheckpoint> checkpoints)
{
    private readonly ChainCheckpoint[] _inOrder = [.. checkpoints.OrderBy(static checkpoint => checkpoint.Segments)];
    private int _next;
    private long _seen; // records up to the last checkpoint that fits

    /// <summary>Whether all were taken of the store whose chain begins like this.</summary>
    public bool IsOfStore(ReadOnlySpan<byte> genesis)
    {
        string store = Convert.ToHexStringLower(genesis);
        return Array.TrueForAll(_inOrder, checkpoint => checkpoint.Store == store);
    }

    /// <summary>Compares a segment with the checkpoints taken at it.</summary>
    /// <returns>The first position that may differ, or null when all fit.</returns>
    public long? Compare(long segment, long records, ReadOnlySpan<byte> hash)
    {
        while (_next < _inOrder.Length && _inOrder[_next].Segments <= segment)
        {
            ChainCheckpoint checkpoint = _inOrder[_next++];
            if (checkpoint.Segments < segment)
                continue; // of an empty chain
            if (checkpoint.Records != records || checkpoint.Hash != Convert.ToHexStringLower(hash))
                return _seen + 1;
            _seen = records;
        }

        return null;
    }

    /// <summary>Whether a checkpoint saw more segments.</summary>
    public bool IsBeyond(long segments) => _inOrder.Length > 0 && _inOrder[^1].Segments > segments;
}
