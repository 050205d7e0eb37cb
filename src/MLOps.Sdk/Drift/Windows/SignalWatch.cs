using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>A watched signal: what its windows are compared with. Owned by the monitors' thread.</summary>
internal sealed class SignalWatch(SignalReference reference, SignalAlarm? alarm)
{
    private readonly FigureBounds _bounds = new(reference);

    public SignalReference Reference { get; } = reference;

    /// <summary>Compares a window with the reference. A fault is the result, never thrown.</summary>
    public SignalDrift Compare(in SignalCounter counter, KsPValueCache pValues)
    {
        DriftStatistics statistics;
        try
        {
            statistics = _bounds.Beside(counter.Numbers is { } numbers
                ? DriftStatistics.Of(Reference.Numeric!.Compare(numbers, pValues), Reference.Numeric.Bins.Count)
                : DriftStatistics.Of(Reference.Categorical!.Compare(counter.Categories!)));
        }
        catch (Exception fault)
        {
            // One signal that cannot be computed leaves the others as they are.
            statistics = new DriftStatistics { Rows = counter.Rows, Fault = fault.Message };
        }

        double? wealth = alarm?.LogWealth;
        return new SignalDrift(Reference.Name, wealth is { } known && double.IsFinite(known) ? statistics with { LogWealth = known } : statistics);
    }
}
