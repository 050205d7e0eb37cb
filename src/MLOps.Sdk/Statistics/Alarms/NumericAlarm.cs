using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>An <see cref="EMixtureAlarm"/> for a number: quantile bins of its reference, and one for missing values. Single owner.</summary>
public sealed class NumericAlarm
{
    private readonly double[] _edges;

    private NumericAlarm(double[] edges, ReadOnlySpan<long> counts, AlarmOptions options)
    {
        _edges = edges;
        Alarm = new EMixtureAlarm(counts, ordered: true, options);
    }

    /// <summary>Wealth, rows and alarms.</summary>
    public EMixtureAlarm Alarm { get; }

    /// <summary>An alarm against reference values in any order; NaN is missing, infinities lie in the outer bins.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are no values.</exception>
    public static NumericAlarm FromReference(ReadOnlySpan<double> reference, AlarmOptions? options = null)
    {
        options = (options ?? new AlarmOptions()).Validated();
        if (reference.IsEmpty)
            throw new ArgumentException("An alarm needs a reference of at least one row.", nameof(reference));

        // Which rows place the bins is drawn, not cut off at one end: references are often in the order of time.
        var placing = new List<double>();
        var counted = new List<double>(reference.Length);
        for (int i = 0; i < reference.Length; i++)
        {
            bool held = CounterRandom.Unit(~options.Seed, (ulong)i) < options.HoldOut;
            if (double.IsFinite(reference[i]) && (held || options.HoldOut == 0))
                placing.Add(reference[i] + 0.0);
            if (!held)
                counted.Add(reference[i]);
        }

        placing.Sort();
        double[] edges = Quantiles.Edges(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(placing), options.Bins);
        long[] counts = new long[edges.Length + 2];
        foreach (double value in counted)
            counts[Bin(edges, value)]++;
        return new NumericAlarm(edges, counts, options);
    }

    /// <summary>Takes in a row; see <see cref="EMixtureAlarm.Add"/>.</summary>
    public bool Add(double value) => Alarm.Add(Bin(_edges, value));

    /// <summary>Bins are closed on the right; the last is for missing values.</summary>
    private static int Bin(double[] edges, double value) =>
        double.IsNaN(value) ? edges.Length + 1 : SortedSearch.CountBelow(edges, value);
}
