using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Benchmarks.Cells;

/// <summary>Counting standard normal values in the cells that cuts at normal quantiles make.</summary>
internal sealed class CellCases
{
    public const int Values = 16_384;

    private readonly double[] _values = Normal(Values, seed: 3);
    private readonly double[] _cuts;
    private readonly long[] _counts;
    private readonly NumericCounter _counter;

    public CellCases(int cuts)
    {
        double[] sorted = Normal(cuts * 10, seed: 5);
        Array.Sort(sorted);
        NumericCells cells = NumericCells.FromReference(sorted, [], cuts);
        Cuts = cells.Cuts.Length;
        _cuts = [.. cells.Cuts, double.PositiveInfinity];
        _counts = new long[cells.Count];
        _counter = new NumericCounter(cells);
    }

    public int Cuts { get; }

    /// <summary>Ours: counts, sums of gaps, moments, least and greatest.</summary>
    public long Counter()
    {
        _counter.Add(_values);
        return _counter.Finite;
    }

    /// <summary>A binary search without branches and one increment: nothing but the counts.</summary>
    public long BranchlessSearch()
    {
        // Without bounds checks, as ours is: behind the last cut stands +∞.
        ref double cuts = ref MemoryMarshal.GetArrayDataReference(_cuts);
        ref long counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        foreach (double value in _values)
        {
            int first = 0;
            for (int left = Cuts; left > 1;)
            {
                int half = left >> 1;
                int isBelow = Unsafe.Add(ref cuts, first + half - 1) < value ? 1 : 0;
                first += half & -isBelow;
                left -= half;
            }

            first += Unsafe.Add(ref cuts, first) < value ? 1 : 0;
            int onCut = Unsafe.Add(ref cuts, first) == value ? 1 : 0;
            Unsafe.Add(ref counts, (2 * first) + onCut)++;
        }

        return _counts[0];
    }

    private static double[] Normal(int count, int seed)
    {
        var random = new Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return values;
    }
}
