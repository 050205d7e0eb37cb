using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>The open window of one signal. Owned by the pump's thread.</summary>
internal sealed class SignalWatch
{
    private readonly SignalReference _reference;

    public SignalWatch(SignalReference reference)
    {
        _reference = reference;
        if (reference.Numeric is { } numeric)
            Numbers = new NumericCounter(numeric.Cells);
        else
            Categories = new CategoryCounter(reference.Categorical!.Table);
    }

    public string Name => _reference.Name;

    /// <summary>Where a number is counted; null for a category.</summary>
    public NumericCounter? Numbers { get; }

    /// <summary>Where a category is counted; null for a number.</summary>
    public CategoryCounter? Categories { get; }

    /// <summary>Compares the window with the reference and empties it. A fault is the result, never thrown.</summary>
    public SignalDrift Close(KsPValueCache pValues)
    {
        DriftStatistics statistics;
        try
        {
            statistics = Numbers is not null
                ? DriftStatistics.Of(_reference.Numeric!.Compare(Numbers, pValues), _reference.Numeric.Bins.Count)
                : DriftStatistics.Of(_reference.Categorical!.Compare(Categories!));
        }
        catch (Exception fault)
        {
            // One signal that cannot be computed leaves the others as they are.
            statistics = new DriftStatistics { Rows = Numbers?.Rows ?? Categories!.Rows, Fault = fault.Message };
        }

        Numbers?.Clear();
        Categories?.Clear();
        return new SignalDrift(Name, statistics);
    }
}
