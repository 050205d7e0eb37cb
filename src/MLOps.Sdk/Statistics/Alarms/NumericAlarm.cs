using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>An <see cref="EMixtureAlarm"/> for a number: quantile bins of its reference, and one for missing values. Single owner.</summary>
public sealed class NumericAlarm
{
    private const int Lanes = 4;

    // Padded with +∞, which is below nothing, by a whole vector at least. A step is the last of four edges; there is room for eight, enough for 32 bins.
    private readonly double[] _edges;
    private readonly double[] _steps;
    private readonly int _missing;

    private NumericAlarm(List<double> edges, ReadOnlySpan<long> counts, AlarmOptions options)
    {
        _missing = edges.Count + 1;
        _edges = Padded(edges.Count / Lanes * Lanes + (2 * Lanes));
        _steps = Padded(Math.Max((edges.Count / Lanes + Lanes - 1) / Lanes, 2) * Lanes);
        edges.CopyTo(_edges);
        for (int i = 0; i < edges.Count / Lanes; i++)
            _steps[i] = edges[((i + 1) * Lanes) - 1];
        Alarm = new EMixtureAlarm(counts, ordered: true, options);
    }

    /// <summary>Wealth, rows and alarms.</summary>
    public EMixtureAlarm Alarm { get; }

    /// <summary>An alarm against reference values in any order; NaN is missing, infinities lie in the outer bins.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are no values.</exception>
    public static NumericAlarm FromReference(ReadOnlySpan<double> reference, AlarmOptions? options = null)
    {
        if (reference.IsEmpty)
            throw new ArgumentException("An alarm needs a reference of at least one row.", nameof(reference));
        return FromBaseline(NumericBaseline.FromValues(reference), options);
    }

    /// <summary>An alarm against a baseline: its cuts are where edges of bins can lie.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static NumericAlarm FromBaseline(NumericBaseline baseline, AlarmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        options = (options ?? new AlarmOptions()).Validated();
        NumericCounter counter = baseline.Counter;
        ReadOnlySpan<double> cuts = baseline.Cells.Cuts;
        long[] placing = new long[baseline.Cells.Count];
        long[] counted = new long[placing.Length];
        var split = new HoldOut(options);
        for (int cell = 0; cell < placing.Length; cell++)
            (placing[cell], counted[cell]) = split.Split(counter.CountOf(cell));

        List<double> edges = Edges(cuts, placing, options.Bins);
        long[] bins = new long[edges.Count + 2];
        int bin = 0;
        for (int cell = 0; cell < counted.Length; cell++)
        {
            double highest = cell / 2 == cuts.Length ? double.PositiveInfinity : cell % 2 == 1 ? cuts[cell / 2] : Math.BitDecrement(cuts[cell / 2]);
            while (bin < edges.Count && highest > edges[bin])
                bin++;
            bins[bin] += counted[cell];
        }

        bins[0] += split.Split(counter.NegativeInfinities).Counted;
        bins[edges.Count] += split.Split(counter.PositiveInfinities).Counted;
        bins[edges.Count + 1] += split.Split(counter.Missing).Counted;
        return new NumericAlarm(edges, bins, options);
    }

    /// <summary>Takes in a row; see <see cref="EMixtureAlarm.Add"/>.</summary>
    public bool Add(double value) => Alarm.Add(Bin(value));

    /// <summary>
    /// Quantiles of the placing rows (type 1), as cuts; duplicates removed. A value that fills a bin alone is a bin of its own:
    /// were what lies below it in the same bin, a constant that falls would go unseen.
    /// </summary>
    private static List<double> Edges(ReadOnlySpan<double> cuts, ReadOnlySpan<long> placing, int bins)
    {
        long total = 0;
        foreach (long count in placing)
            total += count;

        var edges = new List<double>(bins);
        long below = 0;
        int next = 1;
        for (int cut = 0; cut < cuts.Length && next < bins; cut++)
        {
            long onCut = placing[(2 * cut) + 1];
            below += placing[2 * cut] + onCut;
            if (total == 0 || below * bins < total * next)
                continue;
            double justBelow = Math.BitDecrement(cuts[cut]);
            if (onCut * bins >= total && (edges.Count == 0 || edges[^1] < justBelow))
                edges.Add(justBelow);
            edges.Add(cuts[cut]);
            next = (int)(below * bins / total) + 1;
        }

        return edges;
    }

    /// <summary>The bins of values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="bins">Receives as many bins.</param>
    internal void Bins(ReadOnlySpan<double> values, Span<int> bins)
    {
        for (int i = 0; i < values.Length; i++)
            bins[i] = Bin(values[i]);
    }

    /// <summary>The bin of a value. Bins are closed on the right; the last is for missing values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Bin(double value)
    {
        if (double.IsNaN(value))
            return _missing;

        // Fours of edges below the value, then edges below it among the next four: comparisons without a branch.
        Vector256<double> values = Vector256.Create(value);
        ref double step = ref MemoryMarshal.GetArrayDataReference(_steps);
        uint below = CountBelow(ref step, 0, values) + CountBelow(ref step, Lanes, values);
        for (int i = 2 * Lanes; i < _steps.Length; i += Lanes)
            below += CountBelow(ref step, (uint)i, values);
        below *= Lanes;
        return (int)(below + CountBelow(ref MemoryMarshal.GetArrayDataReference(_edges), below, values));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint CountBelow(ref double edges, uint from, Vector256<double> values) =>
        (uint)BitOperations.PopCount(Vector256.LessThan(Vector256.LoadUnsafe(ref edges, from), values).ExtractMostSignificantBits());

    private static double[] Padded(int length)
    {
        double[] padded = new double[length];
        Array.Fill(padded, double.PositiveInfinity);
        return padded;
    }
}
