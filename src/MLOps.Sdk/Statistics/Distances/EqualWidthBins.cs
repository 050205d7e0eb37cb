namespace MLOps.Sdk.Statistics.Distances;

/// <summary>Bins of equal width over a range, closed on the left, the last on both sides (numpy's histogram). Immutable.</summary>
public sealed class EqualWidthBins
{
    private readonly double[] _edges;

    /// <summary>Bins over a range; a range of one point is widened by a half on each side.</summary>
    /// <param name="least">Finite.</param>
    /// <param name="greatest">Finite, not below <paramref name="least"/>.</param>
    /// <param name="bins">1 or more.</param>
    public EqualWidthBins(double least, double greatest, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (!double.IsFinite(least) || !double.IsFinite(greatest) || least > greatest)
            throw new ArgumentOutOfRangeException(nameof(greatest), greatest, $"Bins lie between two finite numbers in order; these are {least} and {greatest}.");
        if (least == greatest)
            (least, greatest) = (least - 0.5, greatest + 0.5);

        _edges = new double[bins + 1];
        double width = greatest - least;
        for (int i = 0; i < bins; i++)
            _edges[i] = double.IsInfinity(width) ? (least * (1 - ((double)i / bins))) + (greatest * ((double)i / bins)) : least + (i * (width / bins));
        _edges[bins] = greatest;
    }

    /// <summary>All edges, ascending: one more than there are bins.</summary>
    public ReadOnlySpan<double> Edges => _edges;

    /// <summary>The number of bins.</summary>
    public int Count => _edges.Length - 1;

    /// <summary>Bins over the range of the finite values of both samples; null when there are none.</summary>
    /// <param name="reference">Values in any order.</param>
    /// <param name="current">Values in any order.</param>
    /// <param name="bins">How many, or null for Sturges's ⌈log₂ n⌉ + 1 of all values.</param>
    public static EqualWidthBins? Over(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, int? bins = null)
    {
        double least = double.PositiveInfinity;
        double greatest = double.NegativeInfinity;
        int count = Extend(reference, ref least, ref greatest) + Extend(current, ref least, ref greatest);
        return count == 0 ? null : new EqualWidthBins(least, greatest, bins ?? (int)Math.Ceiling(Math.Log2(count) + 1));
    }

    /// <summary>Counts values; those outside the range, missing or infinite, are in no bin.</summary>
    public long[] CountValues(ReadOnlySpan<double> values)
    {
        long[] counts = new long[Count];
        foreach (double value in values)
        {
            if (!(value >= _edges[0] && value <= _edges[^1]))
                continue;
            int place = Array.BinarySearch(_edges, value);
            counts[Math.Min(place >= 0 ? place : ~place - 1, Count - 1)]++;
        }

        return counts;
    }

    private static int Extend(ReadOnlySpan<double> values, ref double least, ref double greatest)
    {
        int count = 0;
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                continue;
            count++;
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
        }

        return count;
    }
}
