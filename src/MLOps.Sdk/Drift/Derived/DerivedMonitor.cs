using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Derived;

/// <summary>
/// Watches numbers that are worked out of recorded predictions, such as the length of a text, as features are watched: windows and
/// alarms, one α for all that are derived of a model.
/// </summary>
/// <remarks>Threads: <see cref="Watch"/> is safe on any; the rest belongs to the monitors' thread. What it costs is what the readers cost.</remarks>
public sealed class DerivedMonitor : IRecordMonitor
{
    /// <summary>What <see cref="StoredWindow.Monitor"/> and <see cref="Alert.Monitor"/> say.</summary>
    public const string MonitorName = "drift.derived";

    private readonly DriftMonitor _drift;
    private readonly ConcurrentDictionary<string, ImmutableArray<DerivedSignals>> _models = new(StringComparer.Ordinal);

    private bool _any; // written by any thread, read by the monitors': an empty dictionary takes locks to say so

    // The monitors' thread, by the version's ordinal.
    private Entry[] _entries = [];
    private double[] _missedValues = [];

    /// <summary>A monitor that watches nothing yet.</summary>
    /// <param name="options">How long windows are, and the alarm of all models.</param>
    /// <param name="sink">Takes the closed windows.</param>
    /// <param name="alerts">Takes alerts; null raises none.</param>
    /// <param name="states">Keeps what alarms have seen across restarts; null forgets it.</param>
    public DerivedMonitor(DriftOptions options, IWindowSink sink, IAlertSink? alerts = null, IAlarmStates? states = null) =>
        _drift = new DriftMonitor(options, sink, alerts, states) { Name = MonitorName };

    /// <summary>Watches signals of a model from now on. Call it once, before the model's first prediction.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="signals">The signals; names differ between them.</param>
    /// <param name="configure">What the model changes of the alarm of all models, or null.</param>
    /// <exception cref="ReferenceException">A name is there twice, or the window is larger than a reference.</exception>
    public void Watch(string model, IEnumerable<DerivedSignals> signals, Action<DriftAlarmOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(signals);
        ImmutableArray<DerivedSignals> all = [.. signals];
        if (all.IsEmpty)
            return;
        if (configure is not null)
            _drift.SetAlarm(model, configure);
        _drift.SetReference(model, null, new ReferenceProfile(
            model, all.Min(static set => set.Reference.Rows), all.SelectMany(static set => set.Names.Select(name => set.Reference.Find(name)!))));
        _models[model] = all;
        Volatile.Write(ref _any, true);
    }

    /// <inheritdoc/>
    public void Observe(in PredictionRecord record)
    {
        if (!Volatile.Read(ref _any) || record.Status != PredictionStatus.Ok)
            return;
        int place = record.Version.Ordinal;
        if (place >= _entries.Length || !ReferenceEquals(_entries[place].Version, record.Version))
            Begin(place, record.Version);
        ref Entry entry = ref _entries[place];
        if (entry.Derived is null)
            return;

        Exception? fault = Read(entry, record);
        _drift.Observe(Derive(record, entry.Derived, entry.Values));
        if (fault is not null)
            ExceptionDispatchInfo.Throw(fault); // counted and logged where monitors are called
    }

    /// <inheritdoc/>
    void IRecordMonitor.Settle() => ((IRecordMonitor)_drift).Settle();

    /// <inheritdoc/>
    void IRecordMonitor.Tick(long nowMicroseconds) => ((IRecordMonitor)_drift).Tick(nowMicroseconds);

    /// <inheritdoc/>
    void IRecordMonitor.Close() => _drift.Close();

    /// <summary>What an app that ended without saying so had recorded. Set before the first prediction.</summary>
    internal IMissedRecords? Missed
    {
        set => _drift.Missed = value is null ? null : new DerivedMissedRecords(value, derived => _entries[derived.Ordinal].Version!, Replay);
    }

    private void Replay(in PredictionRecord record, ServedVersion derived, long position, MissedVisitor visit)
    {
        // Values of its own: those of the entry are the prediction's at which this is shown.
        if (_missedValues.Length != derived.Schema.NumericCount)
            _missedValues = new double[derived.Schema.NumericCount];
        Entry entry = _entries[derived.Ordinal] with { Values = _missedValues };
        Read(entry, record); // what throws is missing, as it was then
        visit(Derive(record, derived, entry.Values), position);
    }

    private static PredictionRecord Derive(in PredictionRecord record, ServedVersion derived, double[] values) => new()
    {
        Id = record.Id,
        Version = derived,
        Variant = record.Variant,
        TimeMicroseconds = record.TimeMicroseconds,
        Numbers = values,
        Output = double.NaN,
    };

    /// <summary>One reader that fails takes no other with it.</summary>
    private static Exception? Read(in Entry entry, in PredictionRecord record)
    {
        Exception? fault = null;
        int from = 0;
        foreach (DerivedSignals signals in entry.Signals)
        {
            Span<double> values = entry.Values.AsSpan(from, signals.Names.Length);
            from += values.Length;
            try
            {
                signals.Read(record, values);
            }
            catch (Exception thrown)
            {
                values.Fill(double.NaN);
                fault ??= thrown;
            }
        }

        return fault;
    }

    private void Begin(int place, ServedVersion version)
    {
        if (place >= _entries.Length)
            Array.Resize(ref _entries, Math.Max(place + 1, 2 * _entries.Length));
        _entries[place] = _models.TryGetValue(version.Schema.Name, out ImmutableArray<DerivedSignals> signals)
            ? Entry.Of(version, signals)
            : new Entry(version, null, [], []);
    }

    /// <summary>What is derived of a version; nothing when <see cref="Derived"/> is null.</summary>
    private readonly record struct Entry(ServedVersion? Version, ServedVersion? Derived, ImmutableArray<DerivedSignals> Signals, double[] Values)
    {
        public static Entry Of(ServedVersion version, ImmutableArray<DerivedSignals> signals)
        {
            string[] names = [.. signals.SelectMany(static set => set.Names)];
            var schema = new ModelSchema(version.Schema.Name, names.Select(static name => (name, FeatureKind.Numeric)));
            return new Entry(version, new ServedVersion(schema, version.Version, version.Ordinal), signals, new double[names.Length]);
        }
    }
}
