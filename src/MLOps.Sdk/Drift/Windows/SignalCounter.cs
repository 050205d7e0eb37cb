using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>Where one signal of a window is counted: exactly one of the counters is set.</summary>
internal readonly record struct SignalCounter(NumericCounter? Numbers, CategoryCounter? Categories)
{
    public long Rows => Numbers?.Rows ?? Categories!.Rows;

    public static SignalCounter Over(SignalReference reference) => reference.Numeric is { } numeric
        ? new SignalCounter(new NumericCounter(numeric.Cells), null)
        : new SignalCounter(null, new CategoryCounter(reference.Categorical!.Table));

    public void Add(in SignalCounter other)
    {
        Numbers?.Add(other.Numbers!);
        Categories?.Add(other.Categories!);
    }

    public void Clear()
    {
        Numbers?.Clear();
        Categories?.Clear();
    }
}
