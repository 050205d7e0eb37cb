using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>Tests a closed window against its reference.</summary>
internal static class WindowTest
{
    /// <summary>The p-value, null when there is too little data, and the effect: the largest gap of the distribution functions, or of a share.</summary>
    public static (double? PValue, double Effect) Of(SignalReference reference, DriftStatistics window) =>
        reference.Numeric is { } numeric ? OfNumber(numeric.Counter, window) : OfCategory(reference.Categorical!, window);

    /// <summary>Values by Kolmogorov-Smirnov and missing values by Fisher's exact test: twice the smaller p-value.</summary>
    private static (double? PValue, double Effect) OfNumber(NumericCounter reference, DriftStatistics window)
    {
        double share = (double)reference.Missing / reference.Rows;
        long missing = (long)Math.Round((window.Missing ?? 0) * window.Rows);
        double effect = Math.Max(window.Ks ?? 0, Math.Abs((window.Missing ?? share) - share));
        if (missing == 0 && reference.Missing == 0)
            return (window.KsPValue, effect);

        double absent = FisherExact.Test(reference.Missing, reference.Values, missing, window.Rows - missing).PValue;
        return (Math.Min(2 * Math.Min(window.KsPValue ?? 1, absent), 1), effect);
    }

    private static (double? PValue, double Effect) OfCategory(CategoryBaseline reference, DriftStatistics window)
    {
        double effect = 0;
        for (int cell = 0; cell < window.Bins.Length && window.Rows > 0; cell++)
            effect = Math.Max(effect, Math.Abs(((double)window.Bins[cell] / window.Rows) - reference.CellShares[cell]));
        double pValue = ChiSquare.Contingency(reference.Counter.Counts, window.Bins.AsSpan()).PValue;
        return (double.IsNaN(pValue) ? null : pValue, effect);
    }
}
