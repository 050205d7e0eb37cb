using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Performance.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance;

/// <summary>
/// Watches how models with a <see cref="PerformanceBaseline"/> do, in the order in which their outcomes arrive: windows by
/// version and segment, and an alert when a version is wrong more often than at validation.
/// </summary>
/// <remarks>
/// Threads: <see cref="SetBaseline"/> is safe on any; the rest belongs to the monitors' thread, but for the counts. The
/// first outcome of a prediction decides here; a later one, as one of an unknown or a forgotten prediction, is counted in
/// <see cref="Unjoined"/>. The log joins all of them: see <see cref="IOutcomeLog"/>.
/// </remarks>
/// <param name="alerts">Takes alerts.</param>
/// <param name="windows">Takes the windows of how well versions and their segments do; null keeps none.</param>
/// <param name="states">Keeps what alarms have seen across restarts; null forgets it.</param>
internal sealed class PerformanceMonitor(IAlertSink alerts, IWindowSink? windows = null, IAlarmStates? states = null) : IRecordMonitor
{
    /// <summary>What <see cref="Alert.Monitor"/> says.</summary>
    public const string MonitorName = "performance";

    /// <summary>What <see cref="Alert.Signal"/> says.</summary>
    public const string Signal = "accuracy";

    /// <summary>What <see cref="Alert.Kind"/> says.</summary>
    public const string Kind = "risk";

    /// <summary>What <see cref="StoredWindow.Signal"/> says.</summary>
    public const string OutcomeSignal = "outcomes";

    private const long MicrosecondsBetweenSaves = 1_000_000; // some hundred bytes: what a crash forgets

    private readonly ConcurrentDictionary<string, IReadOnlyList<SegmentOptions>> _segments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PerformanceBaseline> _baselines = new(StringComparer.Ordinal);

    // Models whose waiting predictions are in the log; filled before their first prediction, emptied by the monitors' thread.
    private readonly ConcurrentQueue<(string Model, MissedRecords Log, Func<string, ServedVersion> VersionOf)> _forgotten = new();
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private bool _hasWaited; // for the log, once
    private Exception? _fault; // of reading the log

    private bool _any; // written by any thread, read by the monitors': an empty dictionary takes locks to say so

    // The monitors' thread.
    private Watch?[] _watches = []; // by the version's ordinal
    private readonly Dictionary<string, WaitingPredictions<WaitingPrediction>> _waiting = new(StringComparer.Ordinal);
    private long _joined; // written by the monitors' thread, read by any
    private long _unjoined;
    private long _savedAt = long.MinValue;

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
        Volatile.Write(ref _any, true);
    }

    /// <summary>Waits again for the outcomes that an earlier app waited for, as far as the log knows them. Call it before the model's first prediction.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="log">The log.</param>
    /// <param name="versionOf">The version of a name, as records refer to it.</param>
    public void Restore(string model, MissedRecords log, Func<string, ServedVersion> versionOf) => _forgotten.Enqueue((model, log, versionOf));

    /// <summary>Keeps windows by segments as well, of the first four segmentations. Call it before the model's first prediction.</summary>
    public void SetSegments(string model, IReadOnlyList<SegmentOptions> segments) => _segments[model] = segments;

    /// <inheritdoc/>
    public void Observe(in PredictionRecord record)
    {
        if (!Volatile.Read(ref _any) || record.Status != PredictionStatus.Ok || record.Variant == PredictionVariant.Shadow)
            return;
        Remember();
        int place = record.Version.Ordinal;
        Watch? watch = place < _watches.Length ? _watches[place] : null;
        if (watch is null || !ReferenceEquals(watch.Version, record.Version))
            watch = Begin(record.Version);
        if (watch.Outcomes is null)
            return;

        watch.Rows++;
        watch.Waiting!.Add(record.Id, new WaitingPrediction(
            watch, record.Output, Hash(record.OutputLabel), record.TimeMicroseconds, watch.Outcomes.SegmentsOf(record)));
    }

    /// <inheritdoc/>
    public void Observe(in AnnotationRecord annotation)
    {
        if (!Volatile.Read(ref _any) || annotation.Kind != AnnotationKind.Outcome)
            return;

        if (_forgotten.TryPeek(out var forgotten) && !_hasWaited)
        {
            // The outcome may be that of a prediction which is on its way into the log. Callers wait for nothing.
            _hasWaited = true;
            forgotten.Log.Await(LongestWait);
        }

        Remember();
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

    /// <inheritdoc/>
    void IRecordMonitor.Tick(long nowMicroseconds)
    {
        Remember();
        if (Interlocked.Exchange(ref _fault, null) is { } fault)
            ExceptionDispatchInfo.Throw(fault); // counted and logged where monitors are called
        if (_savedAt != long.MinValue && nowMicroseconds - _savedAt < MicrosecondsBetweenSaves)
            return;
        _savedAt = nowMicroseconds;
        foreach (Watch? watch in _watches)
            Save(watch);
    }

    /// <inheritdoc/>
    void IRecordMonitor.Close()
    {
        foreach (Watch? watch in _watches)
        {
            watch?.Outcomes?.Close();
            Save(watch);
        }
    }

    /// <summary>
    /// Reads what is to be waited for again, as soon as the log has all of it. A log that cannot be read is a fault that is told
    /// with the next tick: no outcome is lost for it.
    /// </summary>
    private void Remember()
    {
        while (_forgotten.TryPeek(out (string Model, MissedRecords Log, Func<string, ServedVersion> VersionOf) forgotten) && forgotten.Log.IsComplete)
        {
            _forgotten.TryDequeue(out _);
            try
            {
                if (_baselines.TryGetValue(forgotten.Model, out PerformanceBaseline? baseline))
                    Remember(forgotten.Log.Latest(forgotten.Model, baseline.Waiting), forgotten.VersionOf);
            }
            catch (Exception fault)
            {
                _fault = fault;
            }
        }
    }

    private void Remember(IEnumerable<LoggedPrediction> latest, Func<string, ServedVersion> versionOf)
    {
        var waiting = new Stack<(PredictionId Id, WaitingPrediction Prediction)>();
        LoggedRecords? records = null;
        foreach (LoggedPrediction logged in latest)
        {
            if (logged.Outcomes.Count > 0 || _waiting.Values.Any(known => known.Contains(logged.Id)))
                continue; // decided, or recorded since the start
            ServedVersion version = versionOf(logged.Version);
            Watch watch = version.Ordinal < _watches.Length && _watches[version.Ordinal] is { } known && ReferenceEquals(known.Version, version) ? known : Begin(version);
            records ??= new LoggedRecords(version.Schema);
            PredictionRecord record = records.Of(logged, version);
            waiting.Push((record.Id, new WaitingPrediction(watch, record.Output, Hash(record.OutputLabel), record.TimeMicroseconds, watch.Outcomes!.SegmentsOf(record))));
        }

        foreach ((PredictionId id, WaitingPrediction prediction) in waiting)
            prediction.Watch.Waiting!.Add(id, prediction);
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
            watch.Outcomes = new VersionOutcomes(version, baseline, _segments.GetValueOrDefault(model, []), windows);
            if (baseline.Rows > 0)
                Guard(watch, baseline);
        }

        if (version.Ordinal >= _watches.Length)
            Array.Resize(ref _watches, Math.Max(version.Ordinal + 1, 2 * _watches.Length));
        return _watches[version.Ordinal] = watch;
    }

    /// <summary>Watches the version's risk, from where it was saved.</summary>
    private void Guard(Watch watch, PerformanceBaseline baseline)
    {
        watch.Risk = RiskOf(baseline);
        if (states is null || !baseline.KeepAcrossRestarts)
            return;

        // What counts as wrong, and against what, is part of the key: with another baseline the alarm begins anew.
        watch.StateKey = FormattableString.Invariant($"{watch.Version.Schema.Name}\n{watch.Version.Version}\n{MonitorName}\n{baseline.Errors} {baseline.Rows} {baseline.Threshold:R} {baseline.LargestError:R} {baseline.Alpha:R} {baseline.Tolerance:R}");
        if (states.Find(watch.StateKey) is not { } saved)
            return;
        try
        {
            var state = new AlarmStateReader(saved);
            watch.Risk.Restore(ref state);
            watch.SavedLosses = watch.Risk.Rows;
        }
        catch (InvalidDataException)
        {
            watch.Risk = RiskOf(baseline); // saved by a build that bets in another way
        }
    }

    private static RiskWatch RiskOf(PerformanceBaseline baseline) =>
        new(baseline.Errors, baseline.Rows, new RiskWatchOptions { Alpha = baseline.Alpha, Tolerance = baseline.Tolerance });

    private void Save(Watch? watch)
    {
        if (watch is not { StateKey: { } key, Risk: { } risk } || risk.Rows == watch.SavedLosses)
            return;
        var state = new AlarmStateWriter();
        risk.Save(state);
        states!.Save(key, state.Written);
        watch.SavedLosses = risk.Rows;
    }

    private void Judge(Watch watch, in WaitingPrediction prediction, in AnnotationRecord annotation)
    {
        bool? wrongly = IsWrong(watch.Baseline!, prediction, annotation);
        watch.Outcomes!.Add(prediction, annotation, wrongly);
        if (wrongly is not { } wrong || watch.Risk is not { } risk)
            return;

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
            Severity = watch.Baseline!.Severity,
            Time = DateTimeOffset.UnixEpoch.AddTicks(annotation.TimeMicroseconds * TimeSpan.TicksPerMicrosecond),
            Row = watch.Rows - 1,
            FalseAlarmRate = rate,
            Message = string.Create(CultureInfo.InvariantCulture, $"Version {watch.Version.Version} is wrong more often than it may be: more than {bound:P1} of its predictions."),
            Evidence = string.Create(CultureInfo.InvariantCulture, $$"""{"bound":{{bound}},"logWealth":{{risk.LogWealth}},"outcomes":{{risk.Rows}}}"""),
            Owner = watch.Baseline.Owner,
            Playbook = watch.Baseline.Playbook,
        });
        Save(watch);
    }

    /// <summary>Whether the prediction was wrong; null when the two cannot be compared.</summary>
    private static bool? IsWrong(PerformanceBaseline baseline, in WaitingPrediction prediction, in AnnotationRecord annotation)
    {
        if (double.IsNaN(annotation.Value))
            return prediction.LabelHash == 0 || annotation.Text.IsEmpty ? null : prediction.LabelHash != Hash(annotation.Text);
        if (double.IsNaN(prediction.Output))
            return null;
        if (baseline.LargestError is { } largest)
            return Math.Abs(prediction.Output - annotation.Value) > largest;
        return annotation.Value is 0 or 1 ? (prediction.Output >= baseline.Threshold) != (annotation.Value == 1) : null;
    }

    private static ulong Hash(ReadOnlySpan<byte> text) => Fnv.Hash(text);
}
