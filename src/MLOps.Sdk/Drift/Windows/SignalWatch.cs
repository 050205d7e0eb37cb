using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>The open window of one signal. Owned by the pump's thread.</summary>
internal sealed class SignalWatch
{
    private readonly SignalReference _reference;
    private readonly FigureBounds _bounds;

    public SignalWatch(SignalReference reference)
    {
        _reference = reference;
        _bounds = new FigureBounds(reference);
        if (reference.Numeric is { } numeric)
            Numbers = new NumericCounter(numeric.Cells);
        else
            Categories = new CategoryCounter(reference.Categorical!.Table);
    }

    public string Name => _reference.Name;

    /// <summary>The alarm whose wealth is kept with each window; null when none watches the signal.</summary>
    public SignalAlarm? Alarm { get; init; }

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
            statistics = _bounds.Beside(Numbers is not null
                ? DriftStatistics.Of(_reference.Numeric!.Compare(Numbers, pValues), _reference.Numeric.Bins.Count)
                : DriftStatistics.Of(_reference.Categorical!.Compare(Categories!)));
        }
        catch (Exception fault)
        {
            // One signal that cannot be computed leaves the others as they are.
            statistics = new DriftStatistics { Rows = Numbers?.Rows ?? Categories!.Rows, Fault = fault.Message };
        }

        Numbers?.Clear();
        Categories?.Clear();
        double? wealth = Alarm?.LogWealth;
        return new SignalDrift(Name, wealth is { } known && double.IsFinite(known) ? statistics with { LogWealth = known } : statistics);
    }
}
