using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOps.Sdk.Features;

/// <summary>Makes one reader of many delegates.</summary>
internal static class FeatureReaders
{
    public static FeatureReader<TInput>? Combine<TInput>(IReadOnlyList<Func<TInput, double>> features)
    {
        if (features.Count == 0)
            return null;

        var blocks = new Block<TInput>[(features.Count + Block<TInput>.Size - 1) / Block<TInput>.Size];
        for (int block = 0; block < blocks.Length; block++)
            blocks[block] = new Block<TInput>(features, block * Block<TInput>.Size);
        return new Combined<TInput>(features.Count, blocks).Read;
    }

    /// <summary>A feature vector is its own features; what is missing at its end is NaN.</summary>
    public static void ReadVector(FeatureVector vector, Span<double> values)
    {
        ReadOnlySpan<double> given = vector.Span;
        if (given.Length >= values.Length)
        {
            given[..values.Length].CopyTo(values);
            return;
        }

        given.CopyTo(values);
        values[given.Length..].Fill(double.NaN);
    }

    /// <summary>The same into native memory, for the callers' path: a few numbers are copied faster here than by a call.</summary>
    public static unsafe void ReadVector(in FeatureVector vector, double* values, int count)
    {
        ReadOnlySpan<double> given = vector.Span;
        if (given.Length < count)
        {
            ReadVector(vector, new Span<double>(values, count));
            return;
        }

        ref double first = ref MemoryMarshal.GetReference(given);
        int place = 0;
        for (; place <= count - Vector256<double>.Count; place += Vector256<double>.Count)
            Vector256.LoadUnsafe(ref first, (nuint)place).Store(values + place);
        for (; place < count; place++)
            values[place] = Unsafe.Add(ref first, place);
    }

    private sealed class Combined<TInput>(int count, Block<TInput>[] blocks)
    {
        public void Read(TInput input, Span<double> values)
        {
            values = values[..count];
            foreach (Block<TInput> block in blocks)
            {
                block.Read(input, values);
                values = values[Math.Min(Block<TInput>.Size, values.Length)..];
            }
        }
    }

    /// <summary>
    /// Eight features, each called from a place of its own: the processor predicts a call by its place, and a loop
    /// over all of them from one place takes twice as long.
    /// </summary>
    private sealed class Block<TInput>
    {
        public const int Size = 8;

        private readonly int _count;
        private readonly Func<TInput, double> _first, _second, _third, _fourth, _fifth, _sixth, _seventh, _eighth;

        public Block(IReadOnlyList<Func<TInput, double>> features, int start)
        {
            _count = Math.Min(Size, features.Count - start);
            Func<TInput, double> At(int place) => features[Math.Min(start + place, features.Count - 1)];
            (_first, _second, _third, _fourth) = (At(0), At(1), At(2), At(3));
            (_fifth, _sixth, _seventh, _eighth) = (At(4), At(5), At(6), At(7));
        }

        public void Read(TInput input, Span<double> values)
        {
            if (_count < Size || values.Length < Size)
            {
                ReadPart(input, values);
                return;
            }

            values[0] = _first(input);
            values[1] = _second(input);
            values[2] = _third(input);
            values[3] = _fourth(input);
            values[4] = _fifth(input);
            values[5] = _sixth(input);
            values[6] = _seventh(input);
            values[7] = _eighth(input);
        }

        private void ReadPart(TInput input, Span<double> values)
        {
            for (int place = 0; place < _count && place < values.Length; place++)
            {
                values[place] = place switch
                {
                    0 => _first(input),
                    1 => _second(input),
                    2 => _third(input),
                    3 => _fourth(input),
                    4 => _fifth(input),
                    5 => _sixth(input),
                    _ => _seventh(input),
                };
            }
        }
    }
}
