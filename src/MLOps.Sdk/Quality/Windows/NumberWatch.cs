using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Sketches;

namespace MLOps.Sdk.Quality.Windows;

/// <summary>A column that the model declares as a number.</summary>
internal sealed class NumberWatch : ColumnWatch
{
    private readonly double _topShare;

    public NumberWatch(ColumnRule rule, SignalReference? reference, TimeSpan? unchangedAfter) : base(rule, unchangedAfter) =>
        _topShare = reference?.Numeric is { } numeric ? TopShare(numeric.Counter) : 0;

    /// <summary>Takes in a value; NaN is missing.</summary>
    public void Add(double value, long row, long microseconds)
    {
        if (double.IsNaN(value))
            AddMissing(row);
        else if (Rule.Kind == FeatureKind.Categorical)
            AddOtherType(row);
        else
            AddNumber(value, row, microseconds);
    }

    protected override (double Count, double Error) CountDistinct()
    {
        if (Distinct is null)
            return (Values == 0 ? 0 : Runs.Varies ? 2 : 1, 0);
        double count = Math.Round(Distinct.Estimate());
        return (count, 4 * DistinctCount.StandardError * count);
    }

    protected override double ChanceOfConstant() => Math.Pow(_topShare, Values);

    private static double TopShare(NumericCounter counter)
    {
        long top = 0;
        for (int cell = 0; cell < counter.Cells.Count; cell++)
            top = Math.Max(top, counter.CountOf(cell));
        return counter.Values == 0 ? 1 : (double)top / counter.Values;
    }
}
