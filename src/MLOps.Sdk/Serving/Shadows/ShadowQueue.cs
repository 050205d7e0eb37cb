using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>
/// A bounded queue of calls for any number of a shadow's threads, lock-free: each cell carries the number of the turn in
/// which it may be written or read (Vyukov's bounded queue). Its writers are one thread alone, which then needs no
/// interlocked operation, or any number of them. Nothing is allocated: vectors are copied into one block.
/// </summary>
/// <remarks>
/// When it was full it takes nothing before half of it was read: a caller then looks at one word that seldom changes, not at
/// cells that another processor is writing.
/// </remarks>
internal sealed class ShadowQueue<TInput, TOutput>
{
    private readonly Cell[] _cells;
    private readonly double[] _vectors; // one after the other, a place for each cell
    private readonly int _mask;
    private readonly int _vectorLength;
    private PaddedCount _tail; // callers write it
    private PaddedCount _head; // the shadow's threads write it
    private PaddedCount _closed; // 1 after it was full; callers look at it, and it seldom changes
    private PaddedCount _dropped; // callers write it

    /// <param name="capacity">Calls, rounded up to a power of two.</param>
    /// <param name="vectorLength">The longest feature vector, where inputs are such.</param>
    public ShadowQueue(int capacity, int vectorLength)
    {
        _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _cells.Length - 1;
        _vectorLength = typeof(TInput) == typeof(FeatureVector) ? vectorLength : 0;
        _vectors = new double[(long)_cells.Length * _vectorLength];
        for (int i = 0; i < _cells.Length; i++)
            _cells[i].Turn = i;
    }

    /// <summary>Calls that found no place.</summary>
    public long Dropped => Volatile.Read(ref _dropped.Value);

    /// <summary>An array for <see cref="TryDequeue"/>.</summary>
    public double[] NewVector() => new double[_vectorLength];

    /// <summary>Puts a call in, or counts it as dropped; for the one thread that writes to this queue.</summary>
    public void EnqueueAlone(TInput input, TOutput output, ulong sequence, long latency)
    {
        long tail = _tail.Value;
        if (Volatile.Read(ref _closed.Value) == 0 && FitsVector(input))
        {
            ref Cell cell = ref _cells[(int)tail & _mask];
            if (Volatile.Read(ref cell.Turn) == tail) // an acquire read: its reader has left it
            {
                Fill(ref cell, tail, input, output, sequence, latency);
                Volatile.Write(ref _tail.Value, tail + 1);
                FetchAhead((int)(tail + 1) & _mask);
                return;
            }

            Volatile.Write(ref _closed.Value, 1);
        }

        Volatile.Write(ref _dropped.Value, _dropped.Value + 1);
    }

    /// <summary>Puts a call in, or counts it as dropped; for any thread.</summary>
    public void EnqueueShared(TInput input, TOutput output, ulong sequence, long latency)
    {
        while (Volatile.Read(ref _closed.Value) == 0 && FitsVector(input))
        {
            long tail = Volatile.Read(ref _tail.Value);
            ref Cell cell = ref _cells[(int)tail & _mask];
            long ahead = Volatile.Read(ref cell.Turn) - tail;
            if (ahead < 0)
            {
                Volatile.Write(ref _closed.Value, 1);
                break;
            }

            if (ahead > 0 || Interlocked.CompareExchange(ref _tail.Value, tail + 1, tail) != tail)
                continue;
            Fill(ref cell, tail, input, output, sequence, latency);
            return;
        }

        Interlocked.Increment(ref _dropped.Value);
    }

    /// <summary>Takes a call out, when there is one.</summary>
    /// <param name="vector">The reader's array: the call's vector lies there afterwards.</param>
    /// <param name="call">The call.</param>
    public bool TryDequeue(double[] vector, out ShadowCall<TInput, TOutput> call)
    {
        while (true)
        {
            long head = Volatile.Read(ref _head.Value);
            ref Cell cell = ref _cells[(int)head & _mask];
            long ahead = Volatile.Read(ref cell.Turn) - (head + 1); // an acquire read: the call is visible
            if (ahead < 0)
            {
                Open();
                call = default;
                return false;
            }

            if (ahead > 0 || Interlocked.CompareExchange(ref _head.Value, head + 1, head) != head)
                continue;

            call = new ShadowCall<TInput, TOutput>(TakeInput(ref cell, (int)head & _mask, vector), cell.Output, cell.Sequence, cell.Latency);
            cell.Output = default!; // keeps nothing alive
            Volatile.Write(ref cell.Turn, head + _cells.Length); // a release write: the cell is free for the next lap
            if (Volatile.Read(ref _tail.Value) - head <= _cells.Length / 2)
                Open();
            return true;
        }
    }

    private void Open()
    {
        if (Volatile.Read(ref _closed.Value) != 0)
            Volatile.Write(ref _closed.Value, 0);
    }

    private TInput TakeInput(ref Cell cell, int index, double[] vector)
    {
        TInput input = cell.Input;
        cell.Input = default!;
        if (typeof(TInput) != typeof(FeatureVector))
            return input;
        _vectors.AsSpan(index * _vectorLength, cell.Length).CopyTo(vector);
        FeatureVector copied = new(vector.AsMemory(0, cell.Length));
        return Unsafe.As<FeatureVector, TInput>(ref copied);
    }

    private bool FitsVector(TInput input) => typeof(TInput) != typeof(FeatureVector) || VectorOf(input).Length <= _vectorLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fill(ref Cell cell, long tail, TInput input, TOutput output, ulong sequence, long latency)
    {
        if (typeof(TInput) == typeof(FeatureVector))
        {
            ReadOnlySpan<double> values = VectorOf(input);
            values.CopyTo(_vectors.AsSpan(((int)tail & _mask) * _vectorLength, _vectorLength));
            cell.Length = values.Length;
        }
        else
        {
            cell.Input = input;
        }

        cell.Output = output;
        cell.Sequence = sequence;
        cell.Latency = latency;
        Volatile.Write(ref cell.Turn, tail + 1); // a release write: the call is visible before its turn
    }

    /// <summary>Asks for the lines of the cell that is written next, so that writing it will not wait. Fetching never faults, so nothing is pinned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void FetchAhead(int index)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(Unsafe.AsPointer(ref _cells[index]));
        if (typeof(TInput) != typeof(FeatureVector))
            return;
        var vector = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_vectors)) + ((long)index * _vectorLength * sizeof(double));
        Sse.Prefetch0(vector);
        Sse.Prefetch0(vector + 64);
    }

    private static ReadOnlySpan<double> VectorOf(TInput input) => Unsafe.As<TInput, FeatureVector>(ref input).Span;

    private struct Cell
    {
        public long Turn;
        public int Length;
        public TInput Input;
        public TOutput Output;
        public ulong Sequence;
        public long Latency;
    }
}
