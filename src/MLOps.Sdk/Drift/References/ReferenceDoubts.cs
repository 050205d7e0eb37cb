using System.Globalization;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References;

/// <summary>What is to be known of a signal's reference before an alarm against it is believed; from its counts alone, so that it costs nothing at start.</summary>
internal static class ReferenceDoubts
{
    private const int FewRows = 500;
    private const double Resembling = 0.2;

    /// <summary>The first doubt in words; null when there is none.</summary>
    public static string? Of(SignalReference signal)
    {
        (long values, bool constant) = signal.Numeric is { } numeric ? Of(numeric.Counter) : Of(signal.Categorical!.Counter);
        if (values == 0)
            return "it has no values";
        if (constant)
            return "it is constant: any other value is news, and no distance can say how much";
        if (values < FewRows)
            return string.Create(CultureInfo.InvariantCulture, $"it has {values} values: the reference is the noisier side of most windows; 1,000 and more serve better");
        return signal.Autocorrelation > Resembling
            ? string.Create(CultureInfo.InvariantCulture, $"its neighbouring rows are alike (autocorrelation {signal.Autocorrelation:0.00}), so tests alarm too often; thin them out, or compare with the same hour of the week")
            : null;
    }

    private static (long Values, bool Constant) Of(NumericCounter counter) =>
        (counter.Values, counter.Minimum == counter.Maximum && counter.NegativeInfinities + counter.PositiveInfinities == 0);

    private static (long Values, bool Constant) Of(CategoryCounter counter) =>
        (counter.Rows - counter.Missing, counter.Other == 0 && counter.Counts[..counter.Table.Other].IndexOfAnyExcept(0L) is var first && first >= 0 && counter.Counts[(first + 1)..counter.Table.Other].IndexOfAnyExcept(0L) < 0);
}
