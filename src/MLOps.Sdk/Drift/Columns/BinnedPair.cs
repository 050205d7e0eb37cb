using MathNet.Numerics.Distributions;
using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>The shares of two columns in the same cells.</summary>
internal sealed class BinnedPair
{
    private readonly long[] _reference;
    private readonly long[] _current;
    private readonly double[] _referenceShares;
    private readonly double[] _currentShares;

    public BinnedPair(long[] reference, long[] current, ZeroShares zeros)
    {
        _reference = reference;
        _current = current;
        _referenceShares = new double[reference.Length];
        _currentShares = new double[current.Length];
        Shares.Of(reference, _referenceShares);
        Shares.Of(current, _currentShares);
        Zeros = zeros;
        for (int i = 0; i < reference.Length; i++)
        {
            ReferenceRows += reference[i];
            CurrentRows += current[i];
            Used += reference[i] > 0 || current[i] > 0 ? 1 : 0;
        }
    }

    public ZeroShares Zeros { get; }

    public long ReferenceRows { get; }

    public long CurrentRows { get; }

    /// <summary>Cells that are not empty on both sides.</summary>
    public int Used { get; }

    public int Cells => _reference.Length;

    public ReadOnlySpan<long> Reference => _reference;

    public ReadOnlySpan<long> Current => _current;

    public ReadOnlySpan<double> ReferenceShares => _referenceShares;

    public ReadOnlySpan<double> CurrentShares => _currentShares;

    /// <summary>Whether both sides have anything.</summary>
    public bool Known => ReferenceRows > 0 && CurrentRows > 0;

    public double Psi => PopulationStability.Index(_referenceShares, _currentShares, Zeros);

    /// <summary>
    /// What PSI reaches by chance alone. Where cells hold few rows, PSI strays further than its limit distribution says,
    /// and Pearson's χ² hardly: so it is at least the PSI that stands to this one as χ² at its critical value to χ² here.
    /// </summary>
    public double PsiBound(double alpha)
    {
        if (!Known || Used < 2)
            return Known ? 0 : double.NaN;

        double pearson = ChiSquare.Contingency(_reference, _current, continuity: true).Statistic;
        double critical = ChiSquared.InvCDF(Used - 1, 1 - alpha);
        return Math.Max(SampleBounds.Psi(Used, ReferenceRows, CurrentRows, alpha), pearson > 0 ? Psi * (critical / pearson) : 0);
    }
}
