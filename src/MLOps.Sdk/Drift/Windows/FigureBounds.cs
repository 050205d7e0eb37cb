using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>What chance alone reaches, beside the figures of one signal's windows. Single owner.</summary>
internal sealed class FigureBounds(SignalReference reference)
{
    private readonly long _rows = reference.Numeric?.Counter.Values ?? reference.Categorical!.Counter.Rows;

    // Most windows are of one size, and a quantile of the chi-square distribution costs microseconds.
    private (int Bins, long Rows, double Bound) _psi;

    /// <summary>The same figures with the bounds of those that are known.</summary>
    public DriftStatistics Beside(DriftStatistics figures)
    {
        long rows = reference.Numeric is null || figures.Missing is not { } missing
            ? figures.Rows
            : figures.Rows - (long)Math.Round(missing * figures.Rows);
        if (_rows == 0 || rows == 0)
            return figures;
        return figures with
        {
            KsBound = figures.Ks is null ? null : SampleBounds.KolmogorovSmirnov(_rows, rows, DriftDefaults.BoundAlpha),
            PsiBound = figures is { Psi: not null, PsiBins: { } bins } ? PsiBound(bins, rows) : null,
        };
    }

    private double PsiBound(int bins, long rows)
    {
        if (bins != _psi.Bins || rows != _psi.Rows)
            _psi = (bins, rows, SampleBounds.Psi(Math.Max(bins, 1), _rows, rows, DriftDefaults.BoundAlpha));
        return _psi.Bound;
    }
}
