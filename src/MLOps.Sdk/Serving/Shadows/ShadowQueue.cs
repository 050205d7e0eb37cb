using System.Numerics;
using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>
/// A bounded queue of calls, lock-free for any number of callers and of shadows' threads: each cell carries the number of
/// the turn in which it may be written or read (Vyukov's bounded queue). Nothing is allocated: vectors are copied into
/// arrays that cells and readers exchange.
/// </summary>
/// <remarks>
/// When it was full it takes nothing before half of it was read: a caller then looks at one word that seldom changes, not at
/// cells that another processor is writing.
/// </remarks>
internal sealed class ShadowQueue<TInput, TOutput>
{
    private readonly Cell[] _cells;
    private readonly int _mask;
    private readonly int _vectorLength;
    private PaddedCount _tail; // callers write it
    private PaddedCount _head; // readers write it
    private PaddedCount _closed; // 1 after it was full; callers look at it, and it seldom changes

    /// <param name="capacity">Calls, rounded up to a power of two.</param>
    /// <param name="vectorLength">The longest feature vector, where inputs are such.</param>
    public ShadowQueue(int capacity, int vectorLength)
    {
        _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _cells.Length - 1;
        _vectorLength = typeof(TInput) == typeof(FeatureVector) ? vectorLength : 0;
        for (int i = 0; i < _cells.Length; i++)
        {
            _cells[i].Turn = i;
            _cells[i].Vector = new double[_vectorLength];
        }
    }

    /// <summary>An array for <see cref="TryDequeue"/>.</summary>
    public double[] NewVector() => new double[_vectorLength];

    /// <summary>Puts a call in, when there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnqueue(TInput input, TOutput output, ulong sequence, long latency) =>
        Volatile.Read(ref _closed.Value) == 0 && TryEnqueueOpen(input, output, sequence, latency);

    /// <summary>Takes a call out, when there is one.</summary>
    /// <param name="vector">The reader's array: exchanged for the one that the call's vector lies in.</param>
    /// <param name="call">The call.</param>
    public bool TryDequeue(ref double[] vector, out ShadowCall<TInput, TOutput> call)
    {
        while (true)
        {
            long head = Volatile.Read(ref _head.Value);
            ref Cell cell = ref _cells[head & _mask];
            long ahead = Volatile.Read(ref cell.Turn) - (head + 1); // an acquire read: the call is visible
            if (ahead < 0)
            {
                Volatile.Write(ref _closed.Value, 0);
                call = default;
                return false;
            }

            if (ahead > 0 || Interlocked.CompareExchange(ref _head.Value, head + 1, head) != head)
                continue;

            TInput input = cell.Input;
            if (typeof(TInput) == typeof(FeatureVector))
            {
                FeatureVector copied = new(cell.Vector.AsMemory(0, cell.Length));
                input = Unsafe.As<FeatureVector, TInput>(ref copied);
                (cell.Vector, vector) = (vector, cell.Vector);
            }

            call = new ShadowCall<TInput, TOutput>(input, cell.Output, cell.Sequence, cell.Latency);
            (cell.Input, cell.Output) = (default!, default!); // keeps nothing alive
            Volatile.Write(ref cell.Turn, head + _cells.Length); // a release write: the cell is free for the next lap
            if (Volatile.Read(ref _closed.Value) != 0 && Volatile.Read(ref _tail.Value) - head <= _cells.Length / 2)
                Volatile.Write(ref _closed.Value, 0);
            return true;
        }
    }

    private bool TryEnqueueOpen(TInput input, TOutput output, ulong sequence, long latency)
    {
        if (typeof(TInput) == typeof(FeatureVector) && VectorOf(input).Length > _vectorLength)
            return false;
        while (true)
        {
            long tail = Volatile.Read(ref _tail.Value);
            ref Cell cell = ref _cells[tail & _mask];
            long ahead = Volatile.Read(ref cell.Turn) - tail;
            if (ahead < 0)
            {
                Volatile.Write(ref _closed.Value, 1);
                return false;
            }

            if (ahead > 0 || Interlocked.CompareExchange(ref _tail.Value, tail + 1, tail) != tail)
                continue;

            if (typeof(TInput) == typeof(FeatureVector))
            {
                ReadOnlySpan<double> values = VectorOf(input);
                values.CopyTo(cell.Vector);
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
            return true;
        }
    }

    private static ReadOnlySpan<double> VectorOf(TInput input) => Unsafe.As<TInput, FeatureVector>(ref input).Span;

    private struct Cell
    {
        public long Turn;
        public int Length;
        public double[] Vector;
        public TInput Input;
        public TOutput Output;
        public ulong Sequence;
        public long Latency;
    }
}
