using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.HypothesisTests;

/// <summary>Two samples side by side: the places where there are values, in order, and how many of each sample lie there. Immutable.</summary>
/// <remarks>From cells, the values of a gap lie at their mean: exact in order wherever a gap holds values of one sample only.</remarks>
public sealed class PairedCounts
{
    private readonly double[] _places;
    private readonly long[] _reference;
    private readonly long[] _current;

    private PairedCounts(double[] places, long[] reference, long[] current)
    {
        _places = places;
        _reference = reference;
        _current = current;
        foreach (long count in reference)
            ReferenceRows += count;
        foreach (long count in current)
            CurrentRows += count;
    }

    /// <summary>The places, strictly ascending.</summary>
    public ReadOnlySpan<double> Places => _places;

    /// <summary>The values of the reference at each place.</summary>
    public ReadOnlySpan<long> Reference => _reference;

    /// <summary>The current values at each place.</summary>
    public ReadOnlySpan<long> Current => _current;

    /// <summary>All values of the reference.</summary>
    public long ReferenceRows { get; }

    /// <summary>All current values.</summary>
    public long CurrentRows { get; }

    /// <summary>Whether either side is empty.</summary>
    internal bool Empty => ReferenceRows == 0 || CurrentRows == 0;

    /// <summary>Whether no two values are equal.</summary>
    internal bool WithoutTies => _places.Length == ReferenceRows + CurrentRows;

    /// <summary>From the samples; missing and infinite values take no part.</summary>
    public static PairedCounts FromSamples(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        FromSorted(SortedFinite(reference), SortedFinite(current));

    /// <summary>From samples that are finite and ascending.</summary>
    internal static PairedCounts FromSorted(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var places = new List<double>(a.Length + b.Length);
        var inReference = new List<long>(a.Length + b.Length);
        var inCurrent = new List<long>(a.Length + b.Length);
        int i = 0;
        int j = 0;
        while (i < a.Length || j < b.Length)
        {
            double place = j == b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            int fromI = i;
            int fromJ = j;
            while (i < a.Length && a[i] == place)
                i++;
            while (j < b.Length && b[j] == place)
                j++;
            places.Add(place);
            inReference.Add(i - fromI);
            inCurrent.Add(j - fromJ);
        }

        return new PairedCounts([.. places], [.. inReference], [.. inCurrent]);
    }

    /// <summary>From counts over the same cells; missing and infinite values take no part.</summary>
    /// <exception cref="ArgumentException">The counters count in different cells.</exception>
    public static PairedCounts FromCells(NumericCounter reference, NumericCounter current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        if (!reference.Cells.SameAs(current.Cells))
            throw new ArgumentException("The counters count in different cells; only counters over one reference compare.", nameof(current));

        var places = new List<double>();
        var inReference = new List<long>();
        var inCurrent = new List<long>();
        for (int cell = 0; cell < reference.Cells.Count; cell++)
        {
            long a = reference.CountOf(cell);
            long b = current.CountOf(cell);
            if (a == 0 && b == 0)
                continue;
            places.Add(cell % 2 == 1 ? reference.Cells.Cuts[cell / 2] : GapMean(reference, a, current, b, cell / 2));
            inReference.Add(a);
            inCurrent.Add(b);
        }

        return new PairedCounts([.. places], [.. inReference], [.. inCurrent]);
    }

    private static double GapMean(NumericCounter reference, long a, NumericCounter current, long b, int gap)
    {
        double share = (double)a / (a + b);
        return (a == 0 ? 0 : reference.GapMean(gap) * share) + (b == 0 ? 0 : current.GapMean(gap) * (1 - share));
    }

    private static double[] SortedFinite(ReadOnlySpan<double> values)
    {
        double[] finite = new double[values.Length];
        int count = 0;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
                finite[count++] = value;
        }

        Array.Resize(ref finite, count);
        Array.Sort(finite);
        return finite;
    }
}
