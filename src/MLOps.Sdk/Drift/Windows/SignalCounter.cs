using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>Where one signal of a window is counted: exactly one of the counters is set, and the batch with that of numbers.</summary>
internal readonly record struct SignalCounter(NumericCounter? Numbers, NumericBatch? Batch, CategoryCounter? Categories)
{
    public long Rows => Numbers?.Rows ?? Categories!.Rows;

    public static SignalCounter Over(SignalReference reference)
    {
        if (reference.Numeric is not { } numeric)
            return new SignalCounter(null, null, new CategoryCounter(reference.Categorical!.Table));
        var counter = new NumericCounter(numeric.Cells);
        return new SignalCounter(counter, new NumericBatch(counter), null);
    }

    public void Add(in SignalCounter other)
    {
        Numbers?.Add(other.Numbers!);
        Categories?.Add(other.Categories!);
    }

    public void Clear()
    {
        Batch?.Clear();
        Numbers?.Clear();
        Categories?.Clear();
    }
}
