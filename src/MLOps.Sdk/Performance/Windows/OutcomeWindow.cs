using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Performance;
using MLOps.Sdk.Statistics.Sketches;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance.Windows;

/// <summary>Counts how well a run of predictions did, in the order in which their outcomes arrived; memory does not grow. Owned by the monitors' thread.</summary>
internal sealed class OutcomeWindow(ServedVersion version, PerformanceBaseline baseline, string? segment)
{
    private readonly QuantileSketch _delays = new();
    private ClassificationCounter? _classes;
    private RegressionCounter? _numbers;
    private long _compared;
    private long _wrong;
    private long _first;
    private long _index;
    private long _from = long.MaxValue;
    private long _to = long.MinValue;

    /// <summary>The outcomes counted.</summary>
    public long Rows { get; private set; }

    public void Add(in WaitingPrediction prediction, in AnnotationRecord outcome, bool? wrong)
    {
        Rows++;
        _from = Math.Min(_from, prediction.Time);
        _to = Math.Max(_to, prediction.Time);
        _delays.Add(Math.Max(outcome.TimeMicroseconds - prediction.Time, 0) / 1e6);
        if (wrong is { } known)
        {
            _compared++;
            _wrong += known ? 1 : 0;
        }

        if (double.IsNaN(outcome.Value) || double.IsNaN(prediction.Output))
            return;
        if (baseline.LargestError is not null || outcome.Value is not (0 or 1))
            (_numbers ??= new RegressionCounter()).Add(prediction.Output, outcome.Value);
        else
            (_classes ??= new ClassificationCounter(baseline.Threshold)).Add(prediction.Output, outcome.Value == 1);
    }

    /// <summary>The window as it is stored; begins another.</summary>
    public StoredWindow Close()
    {
        var stored = new StoredWindow
        {
            Model = version.Schema.Name,
            Version = version.Version,
            Monitor = segment is null ? PerformanceMonitor.MonitorName : $"{PerformanceMonitor.MonitorName}[{segment}]",
            Signal = PerformanceMonitor.OutcomeSignal,
            Index = _index++,
            FirstRow = _first,
            Rows = Rows,
            From = WallTime.Of(_from),
            To = WallTime.Of(_to),
            Statistics = OutcomeJson.Write(new OutcomeFigures(Intervals.Wilson(_compared - _wrong, _compared), _compared, _classes?.Performance(), _numbers?.Performance(), _delays)),
        };
        _first += Rows;
        _classes?.Clear();
        _numbers?.Clear();
        _delays.Clear();
        (Rows, _compared, _wrong, _from, _to) = (0, 0, 0, long.MaxValue, long.MinValue);
        return stored;
    }
}

/// <summary>The figures of a window of outcomes.</summary>
/// <param name="Right">The share of predictions that were right, of those that can be compared.</param>
/// <param name="Compared">Those that can be compared.</param>
/// <param name="Classes">Of two classes; null where there were none.</param>
/// <param name="Numbers">Of numbers; null where there were none.</param>
/// <param name="Delays">How long the outcomes took, in seconds.</param>
internal sealed record OutcomeFigures(Estimate Right, long Compared, ClassificationPerformance? Classes, RegressionPerformance? Numbers, QuantileSketch Delays);
