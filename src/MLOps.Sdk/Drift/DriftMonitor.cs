using System.Collections.Concurrent;
using System.Collections.Immutable;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift;

/// <summary>
/// Watches the declared features and the output of every version that has a reference, row by row and in windows, and hands
/// each closed window to the store. Only answered calls count; shadow answers have windows of their own.
/// </summary>
/// <remarks>
/// Threads: <see cref="Observe"/>, <see cref="Close"/> and <see cref="CloseElapsed"/> belong to the monitors' thread.
/// <see cref="SetReference"/> and <see cref="Latest"/> are safe on any thread. Counting a record takes no memory. Alarms look at
/// some rows at once, so that an alert comes up to 31 rows after the one that raised it, and before that when no more rows are
/// there, when a window ends and when the monitor is closed; it says which row it was.
/// </remarks>
public sealed class DriftMonitor : IRecordMonitor, IDriftReports
{
    /// <summary>What <see cref="StoredWindow.Monitor"/> says of windows of answers that callers got.</summary>
    public const string MonitorName = "drift";

    /// <summary>What <see cref="StoredWindow.Monitor"/> says of windows of answers that nobody saw.</summary>
    public const string ShadowMonitorName = "drift.shadow";

    private const long MicrosecondsBetweenSaves = 10_000_000;

    private readonly int? _windowRows;
    private readonly WatchParts _parts;
    private readonly int _keptWindows;
    private readonly IWindowSink _sink;
    private readonly IAlertSink? _alerts;
    private readonly IAlarmStates? _states;
    private readonly DriftAlarmOptions _alarm;
    private readonly ReferenceTable _references = new();

    // Written before the references that start a watch, so that who sees those sees these.
    private readonly ConcurrentDictionary<string, DriftAlarmOptions> _alarms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Model, string By), SegmentReferences> _segmentReferences = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<SegmentOptions>> _segmentations = new(StringComparer.Ordinal);

    // The monitors' thread: two places for each version's ordinal, answers that callers got and shadow answers.
    private VersionWatch?[] _watches = [];
    private SegmentWatches[]?[] _segments = [];
    private KeptAlarms?[] _kept = [];
    private long _savedAt = long.MinValue;

    // Replaced by the monitors' thread, read by any: the reference is published with release semantics by Volatile.Write.
    private ImmutableDictionary<(string Model, string Version, bool Shadow, string? Segment), ImmutableArray<DriftWindow>> _latest =
        ImmutableDictionary<(string, string, bool, string?), ImmutableArray<DriftWindow>>.Empty;

    /// <summary>A monitor without references: give it some with <see cref="SetReference"/>.</summary>
    /// <param name="options">Valid options; see <see cref="DriftOptionsValidator"/>.</param>
    /// <param name="sink">Takes the closed windows.</param>
    /// <param name="alerts">Takes alerts; null raises none.</param>
    /// <param name="states">Keeps what alarms have seen across restarts; null forgets it.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public DriftMonitor(DriftOptions options, IWindowSink sink, IAlertSink? alerts = null, IAlarmStates? states = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        if (new DriftOptionsValidator().Validate(null, options) is { Failed: true } result)
            throw new ArgumentException(result.FailureMessage, nameof(options));

        _windowRows = options.WindowDuration is null ? options.WindowRows : null;
        _parts = new WatchParts(WindowShape.Of(options), new KsPValueCache(), Publish);
        _keptWindows = options.KeptWindows;
        _sink = sink;
        _alerts = alerts;
        _states = states;
        _alarm = options.Alarm.Copy();
    }

    /// <summary>Changes for one model when drift raises an alert. Call it before <see cref="SetReference"/>: alarms that watch already stay as they are.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="configure">Changes a copy of <see cref="DriftOptions.Alarm"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void SetAlarm(string model, Action<DriftAlarmOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(configure);
        DriftAlarmOptions options = _alarm.Copy();
        configure(options);
        string[] failures = [.. DriftAlarmRules.Failures(options, $"model '{model}'")];
        if (failures.Length > 0)
            throw new ArgumentException(string.Join(' ', failures), nameof(configure));
        _alarms[model] = options;
    }

    /// <summary>Watches a model by segments as well. Call it before the model's first prediction.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="segments">By which tags and features.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a name is there twice.</exception>
    public void SetSegments(string model, params IEnumerable<SegmentOptions> segments)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(segments);
        ImmutableArray<SegmentOptions> all = [.. segments.Select(options => SegmentOptions.Validated(options, model, _windowRows))];
        if (all.GroupBy(static options => options.By).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Model '{model}' is watched by segments of '{twice.Key}' twice. Remove one.", nameof(segments));
        _segmentations[model] = all;
    }

    /// <summary>Says what segments looked like in training; without it, each begins with its own first rows. Call it before the model's first prediction.</summary>
    public void SetSegmentReferences(string model, SegmentReferences references)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(references);
        _segmentReferences[(model, references.By)] = references;
    }

    /// <summary>
    /// Compares a version, or with null every version of the model without a reference of its own, with this profile
    /// from now on. The windows that are open close against the old one.
    /// </summary>
    /// <exception cref="ReferenceException">The window is larger than the reference.</exception>
    public void SetReference(string model, string? version, ReferenceProfile profile)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(profile);
        if (_windowRows > profile.Rows)
            throw new ReferenceException($"The drift window of {_windowRows} rows is larger than the reference of model '{model}', which has {profile.Rows}: the reference would be the noisier side. Set {nameof(DriftOptions)}.{nameof(DriftOptions.WindowRows)} to {profile.Rows} or less, or give a larger reference.");
        _references.Set(model, version, profile);
    }

    /// <inheritdoc/>
    public void Observe(in PredictionRecord record)
    {
        if (record.Status != PredictionStatus.Ok)
            return;

        int place = (2 * record.Version.Ordinal) + (record.Variant == PredictionVariant.Shadow ? 1 : 0);
        VersionWatch? watch = place < _watches.Length ? _watches[place] : null;
        if (watch is null || watch.Generation != _references.Generation || !ReferenceEquals(watch.Version, record.Version))
            watch = Renew(place, watch, record);
        if (watch.Watches)
            watch.Add(record);
        if (_segments[place] is { } segmentations)
        {
            foreach (SegmentWatches segments in segmentations)
                segments.Add(record);
        }

        _kept[place]?.See(record);
    }

    /// <summary>Closes every open window, however short: at the end of a run.</summary>
    public void Close()
    {
        foreach (VersionWatch? watch in _watches)
            watch?.Close();
        foreach (SegmentWatches segments in AllSegments)
            segments.Close();
        foreach (KeptAlarms? kept in _kept)
            kept?.Close();
    }

    /// <summary>Closes the windows by time that have ended: for a stream that has fallen silent.</summary>
    /// <param name="nowMicroseconds">The time in microseconds since 1970-01-01 UTC.</param>
    public void CloseElapsed(long nowMicroseconds)
    {
        foreach (VersionWatch? watch in _watches)
            watch?.CloseElapsed(nowMicroseconds);
        foreach (SegmentWatches segments in AllSegments)
            segments.CloseElapsed(nowMicroseconds);
    }

    /// <inheritdoc/>
    void IRecordMonitor.Settle()
    {
        foreach (VersionWatch? watch in _watches)
            watch?.Settle();
        foreach (SegmentWatches[]? segmentations in _segments)
        {
            foreach (SegmentWatches segments in segmentations ?? [])
                segments.Settle();
        }
    }

    /// <inheritdoc/>
    void IRecordMonitor.Tick(long nowMicroseconds)
    {
        CloseElapsed(nowMicroseconds);
        for (int place = 0; place < _kept.Length; place++)
            CatchUp(place);
        bool isTime = _savedAt == long.MinValue || nowMicroseconds - _savedAt >= MicrosecondsBetweenSaves;
        _savedAt = isTime ? nowMicroseconds : _savedAt;
        foreach (KeptAlarms? kept in _kept)
        {
            if (isTime || kept is { IsUrgent: true })
                kept?.Save();
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<DriftWindow> Latest(string model, string? version = null) => Kept(model, version, ofSegments: false);

    /// <inheritdoc/>
    public ImmutableArray<DriftWindow> LatestSegments(string model, string? version = null) => Kept(model, version, ofSegments: true);

    /// <summary>What windows and alerts say that they are of.</summary>
    /// <value>Default <see cref="MonitorName"/>; for monitors of what is derived from features.</value>
    internal string Name { get; init; } = MonitorName;

    /// <summary>What an app that ended without saying so had recorded, for alarms that are kept. Set before the first prediction.</summary>
    internal IMissedRecords? Missed { get; set; }

    /// <summary>The references in force, for the monitors that need them as well.</summary>
    internal ReferenceTable References => _references;

    private IEnumerable<SegmentWatches> AllSegments => _segments.SelectMany(static segmentations => segmentations ?? []);

    private ImmutableArray<DriftWindow> Kept(string model, string? version, bool ofSegments)
    {
        // Acquire: the windows behind the reference are complete.
        var latest = Volatile.Read(ref _latest);
        var windows = ImmutableArray.CreateBuilder<DriftWindow>();
        foreach (((string Model, string Version, bool Shadow, string? Segment) key, ImmutableArray<DriftWindow> kept) in latest)
        {
            if (key.Segment is not null == ofSegments && string.Equals(key.Model, model, StringComparison.Ordinal)
                && (version is null || string.Equals(key.Version, version, StringComparison.Ordinal)))
            {
                windows.AddRange(kept);
            }
        }

        windows.Sort(static (a, b) => a.From != b.From ? a.From.CompareTo(b.From) : a.Index.CompareTo(b.Index));
        return windows.ToImmutable();
    }

    private VersionWatch Renew(int place, VersionWatch? old, in PredictionRecord record)
    {
        (ReferenceProfile? profile, int generation) = _references.Find(record.Version.Schema.Name, record.Version.Version);
        if (old is not null && ReferenceEquals(old.Version, record.Version) && ReferenceEquals(old.Profile, profile))
        {
            // The reference of another version has changed.
            old.Generation = generation;
            return old;
        }

        old?.Close();
        if (place >= _watches.Length)
        {
            Array.Resize(ref _watches, Math.Max(place + 1, 2 * _watches.Length));
            Array.Resize(ref _segments, _watches.Length);
            Array.Resize(ref _kept, _watches.Length);
        }

        ServedVersion version = record.Version;
        bool shadow = record.Variant == PredictionVariant.Shadow;
        if (old?.Version != version)
        {
            _kept[place]?.Close();
            _kept[place] = _states is null ? null : new KeptAlarms(_states, version, MonitorOf(shadow, null), record);
            _segments[place] = SegmentsOf(version, shadow, _kept[place]);
        }

        DriftAlarmOptions alarm = _alarms.GetValueOrDefault(version.Schema.Name) ?? _alarm;
        KeptAlarms? kept = _kept[place];
        var watch = new VersionWatch(version, shadow, profile, generation, _parts, watched => alarm.WholeModel ? AlarmsOf(version, shadow, null, watched, alarm, kept) : default);
        if (old is not null && old.Version == record.Version)
            watch.ContinueAfter(old);
        _watches[place] = watch;
        CatchUp(place);
        return watch;
    }

    /// <summary>Takes in what an ended app had recorded, as soon as the log has it.</summary>
    private void CatchUp(int place)
    {
        if (_kept[place] is not { HasMissed: true } kept || Missed is not { IsComplete: true } missed || _watches[place] is not { } watch)
            return;
        kept.CatchUp(missed, watch.Version, watch.Shadow, (in PredictionRecord record, long position) =>
        {
            watch.CatchUp(record, position, missed);
            foreach (SegmentWatches segments in _segments[place] ?? [])
                segments.CatchUp(record, position, missed);
        });
    }

    private WatchAlarms AlarmsOf(ServedVersion version, bool shadow, string? segment, IReadOnlyCollection<SignalReference> watched, DriftAlarmOptions options, KeptAlarms? kept)
    {
        string monitor = MonitorOf(shadow, segment);
        if (_alerts is null || options.Method == AlarmMethod.None || watched.Count == 0)
            return default;
        var alerts = new DriftAlerts(version, monitor, options, _alerts);
        if (options.Method != AlarmMethod.EMixture)
            return new WatchAlarms(null, new WindowAlarms(watched, options, alerts));
        var alarms = new VersionAlarms(version, watched, options, alerts);
        bool isKept = options.KeepAcrossRestarts && kept is not null;
        if (isKept)
            kept!.Keep(segment, alarms);
        return new WatchAlarms(alarms, null, isKept);
    }

    private SegmentWatches[]? SegmentsOf(ServedVersion version, bool shadow, KeptAlarms? kept)
    {
        if (!_segmentations.TryGetValue(version.Schema.Name, out ImmutableArray<SegmentOptions> segmentations))
            return null;

        return [.. segmentations.Select(options => new SegmentWatches(
            version.Schema, options, _segmentReferences.GetValueOrDefault((version.Schema.Name, options.By)), (name, known) => Segment(name, known, options)))];

        SegmentWatch Segment(string name, ReferenceProfile? known, SegmentOptions options)
        {
            // All segments of the model, "other" included, share another alpha. What began with its own first rows begins so at each start.
            DriftAlarmOptions alarm = (_alarms.GetValueOrDefault(version.Schema.Name) ?? _alarm).Copy();
            alarm.Alpha /= segmentations.Sum(static all => all.Top + 1);
            alarm.KeepAcrossRestarts &= known is not null;
            return new SegmentWatch(version.Schema, options.ReferenceRows, known, profile => new VersionWatch(
                version, shadow, profile, generation: 0, _parts, watched => AlarmsOf(version, shadow, name, watched, alarm, kept))
            { Segment = name });
        }
    }

    private string MonitorOf(bool shadow, string? segment)
    {
        string monitor = shadow ? Name + ".shadow" : Name;
        return segment is null ? monitor : $"{monitor}[{segment}]";
    }

    private void Publish(DriftWindow window)
    {
        foreach (SignalDrift signal in window.Signals)
            _sink.Add(Stored(window, signal));

        (string, string, bool, string?) key = (window.Model, window.Version, window.Shadow, window.Segment);
        ImmutableArray<DriftWindow> kept = _latest.GetValueOrDefault(key, []);
        if (kept.Length >= _keptWindows)
            kept = kept.RemoveRange(0, kept.Length - _keptWindows + 1);

        // Release: whoever sees the new dictionary sees the window in it.
        Volatile.Write(ref _latest, _latest.SetItem(key, kept.Add(window)));
    }

    private StoredWindow Stored(DriftWindow window, SignalDrift signal) => new()
    {
        Model = window.Model,
        Version = window.Version,
        Monitor = MonitorOf(window.Shadow, window.Segment),
        Signal = signal.Signal,
        Index = window.Index,
        FirstRow = window.FirstRow,
        Rows = window.Rows,
        From = window.From,
        To = window.To,
        Statistics = (signal.Statistics with { LateRows = window.LateRows }).ToJson(),
    };
}
