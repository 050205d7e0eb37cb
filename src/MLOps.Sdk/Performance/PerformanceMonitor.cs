using System.Collections.Concurrent;
using System.Globalization;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance;

/// <summary>
/// Watches the errors of models with a <see cref="PerformanceBaseline"/>, in the order in which their outcomes arrive, and
/// raises an alert when a version is wrong more often than at validation.
/// </summary>
/// <remarks>
/// Threads: <see cref="SetBaseline"/> is safe on any; the rest belongs to the monitors' thread, but for the counts. The
/// first outcome of a prediction decides here; a later one, as one of an unknown or a forgotten prediction, is counted in
/// <see cref="Unjoined"/>. The log joins all of them: see <see cref="IOutcomeLog"/>.
/// </remarks>
internal sealed class PerformanceMonitor(IAlertSink alerts) : IRecordMonitor
{
    /// <summary>What <see cref="Alert.Monitor"/> says.</summary>
    public const string MonitorName = "performance";

    /// <summary>What <see cref="Alert.Signal"/> says.</summary>
    public const string Signal = "accuracy";

    /// <summary>What <see cref="Alert.Kind"/> says.</summary>
    public const string Kind = "risk";

    private readonly ConcurrentDictionary<string, PerformanceBaseline> _baselines = new(StringComparer.Ordinal);

    // The monitors' thread.
    private Watch?[] _watches = []; // by the version's ordinal
    private readonly Dictionary<string, WaitingPredictions<WaitingPrediction>> _waiting = new(StringComparer.Ordinal);
    private long _joined; // written by the monitors' thread, read by any
    private long _unjoined;

    /// <summary>Outcomes that met their prediction.</summary>
    public long Joined => Volatile.Read(ref _joined);

    /// <summary>Outcomes whose prediction is not waited for: unknown, forgotten, or decided by an earlier outcome.</summary>
    public long Unjoined => Volatile.Read(ref _unjoined);

    /// <summary>Watches all versions of a model from now on.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void SetBaseline(string model, PerformanceBaseline baseline)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(baseline);
        _baselines[model] = baseline.Validated();
    }

    /// <inheritdoc/>
    public void Observe(in PredictionRecord record)
    {
        if (_baselines.IsEmpty || record.Status != PredictionStatus.Ok || record.Variant == PredictionVariant.Shadow)
            return;
        int place = record.Version.Ordinal;
        Watch? watch = place < _watches.Length ? _watches[place] : null;
        if (watch is null || !ReferenceEquals(watch.Version, record.Version))
            watch = Begin(record.Version);
        if (watch.Risk is null)
            return;

        watch.Rows++;
        watch.Waiting!.Add(record.Id, new WaitingPrediction(watch, record.Output, Fnv.Hash(record.OutputLabel)));
    }

    /// <inheritdoc/>
    public void Observe(in AnnotationRecord annotation)
    {
        if (_baselines.IsEmpty || annotation.Kind != AnnotationKind.Outcome)
            return;

        foreach (WaitingPredictions<WaitingPrediction> waiting in _waiting.Values)
        {
            if (!waiting.TryTake(annotation.PredictionId, out WaitingPrediction prediction))
                continue;
            Volatile.Write(ref _joined, _joined + 1);
            Judge(prediction.Watch, prediction, annotation);
            return;
        }

        Volatile.Write(ref _unjoined, _unjoined + 1);
    }

    private Watch Begin(ServedVersion version)
    {
        var watch = new Watch(version);
        string model = version.Schema.Name;
        if (_baselines.TryGetValue(model, out PerformanceBaseline? baseline))
        {
            if (!_waiting.TryGetValue(model, out WaitingPredictions<WaitingPrediction>? waiting))
                _waiting.Add(model, waiting = new WaitingPredictions<WaitingPrediction>(baseline.Waiting));
            watch.Waiting = waiting;
            watch.Baseline = baseline;
            watch.Risk = new RiskWatch(baseline.Errors, baseline.Rows, new RiskWatchOptions { Alpha = baseline.Alpha, Tolerance = baseline.Tolerance });
        }

        if (version.Ordinal >= _watches.Length)
            Array.Resize(ref _watches, Math.Max(version.Ordinal + 1, 2 * _watches.Length));
        return _watches[version.Ordinal] = watch;
    }

    private void Judge(Watch watch, in WaitingPrediction prediction, in AnnotationRecord annotation)
    {
        if (IsWrong(watch.Baseline!, prediction, annotation) is not { } wrong)
            return;

        RiskWatch risk = watch.Risk!;
        double bound = risk.Bound;
        double rate = risk.FalseAlarmRate;
        if (!risk.Add(wrong ? 1 : 0))
            return;

        alerts.Add(new Alert
        {
            Model = watch.Version.Schema.Name,
            Version = watch.Version.Version,
            Monitor = MonitorName,
            Signal = Signal,
            Kind = Kind,
            Severity = AlertSeverity.Critical,
            Time = DateTimeOffset.UnixEpoch.AddTicks(annotation.TimeMicroseconds * TimeSpan.TicksPerMicrosecond),
            Row = watch.Rows - 1,
            FalseAlarmRate = rate,
            Message = string.Create(CultureInfo.InvariantCulture, $"Version {watch.Version.Version} is wrong more often than it may be: more than {bound:P1} of its predictions."),
            Evidence = string.Create(CultureInfo.InvariantCulture, $$"""{"bound":{{bound}},"logWealth":{{risk.LogWealth}},"outcomes":{{risk.Rows}}}"""),
        });
    }

    /// <summary>Whether the prediction was wrong; null when the two cannot be compared.</summary>
    private static bool? IsWrong(PerformanceBaseline baseline, in WaitingPrediction prediction, in AnnotationRecord annotation)
    {
        if (double.IsNaN(annotation.Value))
            return prediction.LabelHash == 0 || annotation.Text.IsEmpty ? null : prediction.LabelHash != Fnv.Hash(annotation.Text);
        if (double.IsNaN(prediction.Output))
            return null;
        if (baseline.LargestError is { } largest)
            return Math.Abs(prediction.Output - annotation.Value) > largest;
        return annotation.Value is 0 or 1 ? (prediction.Output >= baseline.Threshold) != (annotation.Value == 1) : null;
    }
}
