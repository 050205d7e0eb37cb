using System.Collections.Concurrent;
using System.Collections.Immutable;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Quality.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Quality;

/// <summary>
/// Holds what models are given, and what they answer, to a schema: windows as long as those of drift, handed to the store,
/// and an alert for each rule when it becomes broken. Calls that failed count as well, shadow calls do not.
/// </summary>
/// <remarks>
/// A rule about shares is broken when the window says so with a doubt of one in a million, and raises again only after a
/// window that keeps it. Threads: <see cref="SetOptions"/> and <see cref="Latest"/> are safe on any; the rest belongs to the
/// monitors' thread. A record takes no memory; a watched version takes 4 KiB for a column whose distinct values are limited,
/// 1 MiB where duplicates are, and little else.
/// </remarks>
public sealed class QualityMonitor : IRecordMonitor, IQualityReports
{
    /// <summary>What <see cref="StoredWindow.Monitor"/> and <see cref="Alert.Monitor"/> say.</summary>
    public const string MonitorName = "quality";

    /// <summary>The rule that an alert about a model that was asked nothing is of.</summary>
    public const string Silent = "silent";

    private readonly ReferenceTable _references;
    private readonly QualityShape _shape;
    private readonly int _kept;
    private readonly IWindowSink _sink;
    private readonly IAlertSink _alerts;

    // Added to by any thread; an entry is never replaced.
    private readonly ConcurrentDictionary<string, ModelState> _models = new(StringComparer.Ordinal);

    private bool _any; // written by any thread, read by the monitors': an empty dictionary takes locks to say so

    // The monitors' thread, by the version's ordinal.
    private Entry[] _watches = [];

    // Replaced by the monitors' thread, read by any: published with release semantics by Volatile.Write.
    private ImmutableDictionary<(string Model, string Version), ImmutableArray<QualityWindow>> _latest = ImmutableDictionary<(string, string), ImmutableArray<QualityWindow>>.Empty;

    /// <summary>A monitor that watches nothing yet.</summary>
    /// <param name="drift">Knows the references that schemas are inferred from.</param>
    /// <param name="options">How long windows are; sliding ones do not overlap here.</param>
    /// <param name="sink">Takes the closed windows.</param>
    /// <param name="alerts">Takes alerts.</param>
    public QualityMonitor(DriftMonitor drift, DriftOptions options, IWindowSink sink, IAlertSink alerts)
    {
        ArgumentNullException.ThrowIfNull(drift);
        ArgumentNullException.ThrowIfNull(options);
        _references = drift.References;
        _shape = QualityShape.Of(options);
        _kept = options.KeptWindows;
        _sink = sink ?? throw new ArgumentNullException(nameof(sink));
        _alerts = alerts ?? throw new ArgumentNullException(nameof(alerts));
    }

    /// <summary>Watches all versions of a model from now on. Call it once, before the model's first prediction.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the model is watched already.</exception>
    public void SetOptions(string model, QualityOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(options);
        if (!_models.TryAdd(model, new ModelState(options.Validated(model))))
            throw new ArgumentException($"The data of model '{model}' is watched already. Declare its quality once.", nameof(model));
        Volatile.Write(ref _any, true);
    }

    /// <inheritdoc/>
    public void Observe(in PredictionRecord record)
    {
        if (!Volatile.Read(ref _any) || record.Variant == PredictionVariant.Shadow || record.Status == PredictionStatus.Cancelled)
            return;
        int place = record.Version.Ordinal;
        if (place >= _watches.Length || !ReferenceEquals(_watches[place].Version, record.Version) || _watches[place].Generation != _references.Generation)
            Renew(place, record.Version);
        ref Entry entry = ref _watches[place];
        if (entry.Model is { } model)
            (model.LastTime, model.LastVersion, model.IsSilent) = (Math.Max(model.LastTime, record.TimeMicroseconds), record.Version.Version, false);
        entry.Watch?.Add(record);
    }

    /// <inheritdoc/>
    void IRecordMonitor.Tick(long nowMicroseconds)
    {
        foreach (Entry entry in _watches)
            entry.Watch?.CloseElapsed(nowMicroseconds);
        foreach ((string name, ModelState model) in _models)
            Listen(name, model, nowMicroseconds);
    }

    /// <inheritdoc/>
    void IRecordMonitor.Close()
    {
        foreach (Entry entry in _watches)
            entry.Watch?.Close();
    }

    /// <inheritdoc/>
    public ImmutableArray<QualityWindow> Latest(string model, string? version = null)
    {
        // Acquire: the windows behind the reference are complete.
        return [.. Volatile.Read(ref _latest).Where(kept => kept.Key.Model == model && (version is null || kept.Key.Version == version)).SelectMany(static kept => kept.Value).OrderBy(static window => window.From).ThenBy(static window => window.Index)];
    }

    private void Renew(int place, ServedVersion version)
    {
        if (place >= _watches.Length)
            Array.Resize(ref _watches, Math.Max(place + 1, 2 * _watches.Length));
        (ReferenceProfile? profile, int generation) = _references.Find(version.Schema.Name, version.Version);
        Entry old = _watches[place];
        if (ReferenceEquals(old.Version, version) && ReferenceEquals(old.Profile, profile))
        {
            _watches[place] = old with { Generation = generation };
            return;
        }

        old.Watch?.Close();
        QualityWatch? watch = null;
        if (_models.TryGetValue(version.Schema.Name, out ModelState? model) && (model.Options.Schema ?? (profile is null ? null : DataSchema.Infer(profile))) is { } schema)
            watch = new QualityWatch(version, schema, profile, model.Options, _shape, OnWindow);
        _watches[place] = new Entry(version, generation, profile, model, watch);
    }

    private void OnWindow(QualityWatch watch, QualityWindow window)
    {
        foreach (IGrouping<string, QualityFinding> column in window.Findings.GroupBy(static finding => finding.Column))
            _sink.Add(Stored(window, column));
        foreach (QualityFinding finding in window.Findings)
        {
            if (finding.Kept == true)
                watch.Raised.Remove((finding.Column, finding.Check));
            else if (finding.Kept == false && watch.Raised.Add((finding.Column, finding.Check)))
                Raise(watch, window, finding);
        }

        (string, string) key = (window.Model, window.Version);
        ImmutableArray<QualityWindow> kept = _latest.GetValueOrDefault(key, []);
        if (kept.Length >= _kept)
            kept = kept.RemoveRange(0, kept.Length - _kept + 1);

        // Release: whoever sees the new dictionary sees the window in it.
        Volatile.Write(ref _latest, _latest.SetItem(key, kept.Add(window)));
    }

    private void Raise(QualityWatch watch, QualityWindow window, QualityFinding finding)
    {
        QualityOptions options = _models[window.Model].Options;
        string signal = finding.Column.Length == 0 ? Alert.AllSignals : finding.Column;
        if (options.Ignored.Contains(signal))
            return;
        (string? owner, string? playbook, AlertSeverity severity) = options.RouteOf(signal);
        (long? row, string? example) = watch.EvidenceOf(finding);
        _alerts.Add(new Alert
        {
            Model = window.Model,
            Version = window.Version,
            Monitor = MonitorName,
            Signal = signal,
            Kind = finding.Check,
            Severity = severity,
            Time = window.To,
            Row = window.FirstRow + window.Rows - 1,
            Message = finding.Column.Length == 0 ? finding.Reason : $"'{finding.Column}': {finding.Reason}",
            Evidence = QualityEvidence.Write(finding, window, row, example),
            Owner = owner,
            Playbook = playbook,
        });
    }

    private void Listen(string name, ModelState model, long now)
    {
        if (model.Options.SilentAfter is not { } limit)
            return;
        if (model.LastTime == long.MinValue)
            model.LastTime = now; // the app's start: nothing was asked yet
        if (model.IsSilent || now - model.LastTime < (long)limit.TotalMicroseconds)
            return;
        model.IsSilent = true;
        (string? owner, string? playbook, AlertSeverity severity) = model.Options.RouteOf(Alert.AllSignals);
        TimeSpan silence = TimeSpan.FromMicroseconds(now - model.LastTime);
        _alerts.Add(new Alert
        {
            Model = name,
            Version = model.LastVersion,
            Monitor = MonitorName,
            Signal = Alert.AllSignals,
            Kind = Silent,
            Severity = severity,
            Time = WallTime.Of(now),
            Row = 0,
            Message = $"Nothing was asked for {silence}; at most {limit} may pass.",
            Evidence = FormattableString.Invariant($$"""{"seconds":{{silence.TotalSeconds}},"limit":{{limit.TotalSeconds}}}"""),
            Owner = owner,
            Playbook = playbook,
        });
    }

    private static StoredWindow Stored(QualityWindow window, IGrouping<string, QualityFinding> column) => new()
    {
        Model = window.Model,
        Version = window.Version,
        Monitor = MonitorName,
        Signal = column.Key.Length == 0 ? Alert.AllSignals : column.Key,
        Index = window.Index,
        FirstRow = window.FirstRow,
        Rows = window.Rows,
        From = window.From,
        To = window.To,
        Statistics = QualityJson.Write(window.Unread, column),
    };

    /// <summary>What a version is held to; without a watch it is not watched as long as the references stay.</summary>
    private readonly record struct Entry(ServedVersion? Version, int Generation, ReferenceProfile? Profile, ModelState? Model, QualityWatch? Watch);

    /// <summary>What the monitors' thread knows of a model.</summary>
    private sealed class ModelState(QualityOptions options)
    {
        public QualityOptions Options { get; } = options;

        public long LastTime { get; set; } = long.MinValue;

        public string LastVersion { get; set; } = Alert.AllSignals;

        public bool IsSilent { get; set; }
    }
}
