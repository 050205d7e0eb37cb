using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>An <see cref="EMixtureAlarm"/> for a number: quantile bins of its reference, and one for missing values. Single owner.</summary>
public sealed class NumericAlarm
{
    // Up to here, comparing with every edge is faster than searching.
    private const int MostCompared = 64;

    // Padded with +∞, which is below nothing.
    private readonly double[] _edges;
    private readonly int _missing;

    private NumericAlarm(List<double> edges, ReadOnlySpan<long> counts, AlarmOptions options)
    {
        _missing = edges.Count + 1;
        _edges = new double[(edges.Count + 3) / 4 * 4];
        Array.Fill(_edges, double.PositiveInfinity);
        edges.CopyTo(_edges);
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
        long[] placing = new long[cuts.Length + 1];
        long[] counted = new long[cuts.Length + 1];
        var split = new HoldOut(options);
        for (int cut = 0; cut <= cuts.Length; cut++)
        {
            // A cut and the gap below it lie in the same bin, whichever cuts become edges.
            long rows = counter.CountOf(2 * cut) + (cut < cuts.Length ? counter.CountOf((2 * cut) + 1) : 0);
            (placing[cut], counted[cut]) = split.Split(rows);
        }

        List<double> edges = Edges(cuts, placing, options.Bins);
        long[] bins = new long[edges.Count + 2];
        int bin = 0;
        for (int cut = 0; cut <= cuts.Length; cut++)
        {
            while (bin < edges.Count && (cut == cuts.Length || cuts[cut] > edges[bin]))
                bin++;
            bins[bin] += counted[cut];
        }

        bins[0] += split.Split(counter.NegativeInfinities).Counted;
        bins[edges.Count] += split.Split(counter.PositiveInfinities).Counted;
        bins[edges.Count + 1] += split.Split(counter.Missing).Counted;
        return new NumericAlarm(edges, bins, options);
    }

    /// <summary>Takes in a row; see <see cref="EMixtureAlarm.Add"/>.</summary>
    public bool Add(double value) => Alarm.Add(Bin(value));

    /// <summary>Quantiles of the placing rows (type 1), as cuts; duplicates removed.</summary>
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
            below += placing[cut];
            if (total == 0 || below * bins < total * next)
                continue;
            edges.Add(cuts[cut]);
            next = (int)(below * bins / total) + 1;
        }

        return edges;
    }

    /// <summary>Bins are closed on the right; the last is for missing values.</summary>
    private int Bin(double value)
    {
        if (double.IsNaN(value))
            return _missing;
        if (_edges.Length > MostCompared)
            return SortedSearch.CountBelow(_edges, value);

        ref double edge = ref MemoryMarshal.GetArrayDataReference(_edges);
        Vector256<double> values = Vector256.Create(value);
        Vector256<long> below = Vector256<long>.Zero;
        for (int i = 0; i < _edges.Length; i += Vector256<double>.Count)
            below -= Vector256.LessThan(Vector256.LoadUnsafe(ref edge, (nuint)i), values).AsInt64();
        return (int)Vector256.Sum(below);
    }
}
