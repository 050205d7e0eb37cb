using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>
/// How far the distribution of a shadow's outputs lies from that of the outputs that callers got beside it. Cells and bins
/// are cut where the first outputs of callers lie, and count all of both since. Not safe on several threads.
/// </summary>
internal sealed class OutputDrift
{
    /// <summary>The pairs from which cells are cut: 500. With fewer the drift is not known.</summary>
    public const int FirstPairs = 500;

    private const int Bins = 10, MostCuts = 256;

    private readonly double[] _firstPrimary = new double[FirstPairs];
    private readonly double[] _firstShadow = new double[FirstPairs];
    private NumericBins? _bins; // null until there were so many
    private NumericCounter? _primary;
    private NumericCounter? _shadow;
    private int _pairs;

    /// <summary>Counts what both said to one input.</summary>
    public void Add(double primary, double shadow)
    {
        if (_bins is not null)
        {
            _primary!.Add(primary);
            _shadow!.Add(shadow);
            return;
        }

        (_firstPrimary[_pairs], _firstShadow[_pairs]) = (primary, shadow);
        if (++_pairs < FirstPairs)
            return;
        NumericBaseline baseline = NumericBaseline.FromValues(_firstPrimary, Bins, MostCuts);
        (_primary, _shadow) = (new NumericCounter(baseline.Cells), new NumericCounter(baseline.Cells));
        _primary.Add(_firstPrimary);
        _shadow.Add(_firstShadow);
        _bins = baseline.Bins;
    }

    /// <summary>The population stability index; null while it is not known.</summary>
    public double? Psi
    {
        get
        {
            if (_bins is null)
                return null;
            var primary = new long[_bins.Count];
            var shadow = new long[_bins.Count];
            _bins.Sum(_primary!, primary);
            _bins.Sum(_shadow!, shadow);
            return PopulationStability.Index(primary, shadow);
        }
    }

    /// <summary>The largest distance of the distribution functions (Kolmogorov-Smirnov), at the cuts; null while it is not known.</summary>
    public double? Ks => _bins is null ? null : KolmogorovSmirnov.FromCells(_primary!, _shadow!).Statistic;
}
