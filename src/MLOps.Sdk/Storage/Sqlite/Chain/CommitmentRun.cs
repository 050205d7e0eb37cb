using MLOps.Sdk.Audit;
using MLOps.Sdk.Audit.Hashing;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>
/// The commitments of a run of a segment's records. Hashed by whoever comes first: another thread, while the writer
/// inserts the rows after it, or the writer when it needs them. So a thread that never comes costs time and nothing else.
/// </summary>
/// <remarks>The writer fills it and owns it again after <see cref="Finish"/>; between them it belongs to who moved the state to "taken".</remarks>
/// <param name="entries">The segment's entries.</param>
/// <param name="firstEntry">The place of its first record among them.</param>
/// <param name="records">Records of a full run.</param>
internal sealed class CommitmentRun(byte[] entries, int firstEntry, int records) : IThreadPoolWorkItem
{
    private const int Filling = 0;
    private const int Waiting = 1;
    private const int Taken = 2;
    private const int Done = 3;

    private static readonly bool CanShare = Environment.ProcessorCount > 1;

    private int _state;

    /// <summary>Takes the records' bytes.</summary>
    public CommitmentBatch Batch { get; } = new(records);

    /// <summary>Starts over.</summary>
    public void Begin()
    {
        Batch.Clear();
        Volatile.Write(ref _state, Filling);
    }

    /// <summary>Offers a run that is full.</summary>
    public void Offer(ISideWork beside)
    {
        if (!CanShare)
            return;
        Volatile.Write(ref _state, Waiting); // release: whoever takes it sees the records
        beside.Offer(this);
    }

    /// <summary>Returns when the commitments stand in the entries.</summary>
    public void Finish()
    {
        int state = Interlocked.CompareExchange(ref _state, Taken, Waiting);
        if (state is Filling or Waiting)
            Hash();
        var spin = new SpinWait();
        while (Volatile.Read(ref _state) != Done) // acquire: the entries are seen
            spin.SpinOnce();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        // Comes too late when the writer took it; then this may be another round of the same run, which is as good.
        if (Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting)
            Hash();
    }

    private void Hash()
    {
        int count = Batch.Hash();
        for (int i = 0; i < count; i++)
        {
            Batch.Digests.Slice(i * ChainFormat.HashBytes, ChainFormat.HashBytes)
                .CopyTo(entries.AsSpan(((firstEntry + i) * ChainFormat.EntryBytes) + ChainFormat.CommitmentOffset));
        }

        Volatile.Write(ref _state, Done);
    }
}
