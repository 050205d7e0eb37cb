using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>Two columns of numbers, with what several statistics are made of computed once.</summary>
internal sealed class NumericPair
{
    private readonly double[] _reference;
    private readonly double[] _current;
    private readonly Lazy<PairedCounts> _ranks;
    private readonly Lazy<BinnedPair> _bins;
    private readonly Lazy<(NumberSummary Reference, NumberSummary Current)> _moments;

    public NumericPair(Column reference, Column current, ComparisonOptions options)
    {
        Options = options;
        _reference = SortedValues.Of(reference.Numbers);
        _current = SortedValues.Of(current.Numbers);
        _ranks = new(() => PairedCounts.FromSorted(FiniteReference, FiniteCurrent));
        _bins = new(() =>
        {
            (long[] left, long[] right) = options.Bins.CountValues(_reference, _current);
            return new BinnedPair(left, right, options.Zeros);
        });
        _moments = new(() => NumberSummary.Of(FiniteReference, FiniteCurrent));
        KolmogorovSmirnov = Statistics.Distances.KolmogorovSmirnov.Statistic(_reference, _current);
    }

    public ComparisonOptions Options { get; }

    /// <summary>Values of the reference, infinities included.</summary>
    public int ReferenceValues => _reference.Length;

    /// <summary>Current values, infinities included.</summary>
    public int CurrentValues => _current.Length;

    public double KolmogorovSmirnov { get; }

    /// <summary>Finite values side by side.</summary>
    public PairedCounts Ranks => _ranks.Value;

    public BinnedPair Bins => _bins.Value;

    public double Wasserstein => Statistics.Distances.Wasserstein.Distance(FiniteReference, FiniteCurrent);

    /// <summary>A test of means that takes counts, means and deviations; scaled alike, so that nothing overflows.</summary>
    public Significance Means(Func<long, double, double, long, double, double, Significance> test)
    {
        (NumberSummary a, NumberSummary b) = _moments.Value;
        return test(a.Count, a.Mean, a.StandardDeviation, b.Count, b.Mean, b.StandardDeviation);
    }

    /// <summary>The population standard deviation of the reference.</summary>
    public double ReferenceDeviation => NumberSummary.DeviationOf(FiniteReference);

    private ReadOnlySpan<double> FiniteReference => SortedValues.Finite(_reference);

    private ReadOnlySpan<double> FiniteCurrent => SortedValues.Finite(_current);
}
