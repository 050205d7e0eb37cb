using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>
/// Watches how the numeric features of a model go together, where each by itself may look as before, and how embeddings lie: the
/// error of rebuilding rows from principal components (of an embedding, its distance from the centroid) as a signal with windows
/// and the e-mixture, and the maximum mean discrepancy and the centroids' distance of windows, tested with α spent over all of
/// them. Signals and windows share one α.
/// </summary>
/// <remarks>
/// Threads: <see cref="Set"/> and <see cref="SetEmbedding"/> are safe on any; the rest belongs to the monitors' thread. A row costs the product of features and
/// components, some rows of a window that of features and 128; none takes memory. Answered calls only, shadow calls not.
/// </remarks>
public sealed class MultivariateMonitor : IRecordMonitor
{
    /// <summary>What <see cref="StoredWindow.Monitor"/> and <see cref="Alert.Monitor"/> say.</summary>
    public const string MonitorName = "drift.multivariate";

    private readonly DriftMonitor _errors;
    private readonly ReferenceTable? _brought;
    private readonly MultivariateShape _shape;
    private readonly DriftAlarmOptions _alarm;
    private readonly IWindowSink _sink;
    private readonly IAlertSink? _alerts;
    private readonly ConcurrentDictionary<string, ImmutableArray<WatchedVector>> _declared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Action<DriftAlarmOptions>> _alarms = new(StringComparer.Ordinal);

    // The monitors' thread, by the version's ordinal.
    private VectorWatches?[] _watches = [];

    /// <summary>A monitor that watches nothing yet.</summary>
    /// <param name="options">How long windows are, and the alarm of all models.</param>
    /// <param name="sink">Takes the closed windows.</param>
    /// <param name="alerts">Takes alerts; null raises none.</param>
    /// <param name="states">Keeps what alarms have seen across restarts; null forgets it.</param>
    /// <param name="drift">Knows the references that versions bring, which may say how features go together; null where none is brought.</param>
    public MultivariateMonitor(DriftOptions options, IWindowSink sink, IAlertSink? alerts = null, IAlarmStates? states = null, DriftMonitor? drift = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _errors = new DriftMonitor(options, sink, alerts, states) { Name = MonitorName };
        _brought = drift?.References;
        _shape = MultivariateShape.Of(options);
        _alarm = options.Alarm.Copy();
        _sink = sink;
        _alerts = alerts;
    }

    /// <summary>Watches how features go together in versions that bring no reference that says so. Call it before the model's first prediction.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">How its features go together.</param>
    /// <param name="configure">What the model changes of the alarm of all models, or null.</param>
    public void Set(string model, MultivariateReference reference, Action<DriftAlarmOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (configure is not null)
            SetAlarm(model, configure);
        Add(model, new WatchedVector(reference, null));
    }

    /// <summary>Watches embeddings that a reader gives. Call it before the model's first prediction.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">How they lie: see <see cref="MultivariateReference.OfEmbedding"/>.</param>
    /// <param name="read">Reads an embedding from a record, or makes it, on the monitors' thread.</param>
    public void SetEmbedding(string model, MultivariateReference reference, RecordReader read)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(read);
        Add(model, new WatchedVector(reference, read));
    }

    /// <summary>Changes for one model when an alert is raised. Call it before the model's first prediction.</summary>
    public void SetAlarm(string model, Action<DriftAlarmOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(configure);
        _alarms[model] = configure;
    }

    /// <inheritdoc/>
    public void Observe(in PredictionRecord record)
    {
        if (record.Status != PredictionStatus.Ok || record.Variant == PredictionVariant.Shadow)
            return;
        int place = record.Version.Ordinal;
        VectorWatches? watches = place < _watches.Length ? _watches[place] : null;
        if (watches is null || !ReferenceEquals(watches.Version, record.Version) || watches.Generation != (_brought?.Generation ?? 0))
            watches = Begin(place, watches, record.Version);
        if (watches.IsEmpty)
            return;

        Exception? fault = watches.Add(record);
        _errors.Observe(new PredictionRecord { Id = record.Id, Version = watches.Derived, TimeMicroseconds = record.TimeMicroseconds, Numbers = watches.Errors, Output = double.NaN });
        if (fault is not null)
            ExceptionDispatchInfo.Throw(fault); // counted and logged where monitors are called
    }

    /// <inheritdoc/>
    void IRecordMonitor.Settle() => ((IRecordMonitor)_errors).Settle();

    /// <inheritdoc/>
    void IRecordMonitor.Tick(long nowMicroseconds)
    {
        foreach (VectorWatches? watches in _watches)
            watches?.CloseElapsed(nowMicroseconds);
        ((IRecordMonitor)_errors).Tick(nowMicroseconds);
    }

    /// <inheritdoc/>
    void IRecordMonitor.Close()
    {
        foreach (VectorWatches? watches in _watches)
            watches?.Close();
        _errors.Close();
    }

    /// <summary>What an app that ended without saying so had recorded. Set before the first prediction.</summary>
    internal IMissedRecords? Missed
    {
        set => _errors.Missed = value is null ? null : new DerivedMissedRecords(value, derived => _watches[derived.Ordinal]!.Version, Replay);
    }

    private void Replay(in PredictionRecord record, ServedVersion derived, long position, MissedVisitor visit)
    {
        VectorWatches watches = _watches[derived.Ordinal]!;
        visit(new PredictionRecord { Id = record.Id, Version = derived, TimeMicroseconds = record.TimeMicroseconds, Numbers = watches.Measure(record), Output = double.NaN }, position);
    }

    private void Add(string model, WatchedVector vector)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ImmutableArray<WatchedVector> vectors = _declared.GetValueOrDefault(model, []);
        if (vectors.Any(known => known.Reference.Name == vector.Reference.Name))
            throw new ArgumentException($"Model '{model}' watches {(vector.Reference.Name is { } name ? $"the embeddings '{name}'" : "how features go together")} already. Declare it once.", nameof(model));
        SetErrors(model, null, [vector]); // refuses a window that is larger than the reference, and options out of range
        _declared[model] = vectors.Add(vector);
    }

    private VectorWatches Begin(int place, VectorWatches? old, ServedVersion version)
    {
        string model = version.Schema.Name;
        (ReferenceProfile? profile, int generation) = _brought?.Find(model, version.Version) ?? (null, 0);
        ImmutableArray<WatchedVector> vectors = VectorsOf(version, profile?.Multivariate);
        if (old is not null && ReferenceEquals(old.Version, version) && old.Watch(vectors))
        {
            old.Generation = generation; // the reference of another version has changed
            return old;
        }

        old?.Close();
        if (place >= _watches.Length)
            Array.Resize(ref _watches, Math.Max(place + 1, 2 * _watches.Length));
        _watches[place] = new VectorWatches(version, generation, [], _ => throw new InvalidOperationException()); // what follows may throw, once
        if (vectors.IsEmpty)
            return _watches[place]!;
        DriftAlarmOptions alarm = _alarm.Copy();
        _alarms.GetValueOrDefault(model)?.Invoke(alarm);
        SetErrors(model, version.Version, vectors);
        return _watches[place] = new VectorWatches(
            version, generation, vectors, vector => new MultivariateWatch(version, vector, alarm.Alpha / 2 / vectors.Length, _shape, alarm, _sink, _alerts));
    }

    /// <summary>What a version brings comes before what the model declares, as far as it declares these features.</summary>
    private ImmutableArray<WatchedVector> VectorsOf(ServedVersion version, MultivariateReference? brought)
    {
        ImmutableArray<WatchedVector> declared = _declared.GetValueOrDefault(version.Schema.Name, []);
        return brought is null || !brought.Features.All(name => version.Schema.Features.Any(feature => feature.Name == name && feature.Kind == FeatureKind.Numeric))
            ? declared
            : [new WatchedVector(brought, null), .. declared.Where(static vector => vector.Reference.Name is not null)];
    }

    /// <summary>Half of α is that of the errors, the other half that of windows.</summary>
    private void SetErrors(string model, string? version, ImmutableArray<WatchedVector> vectors)
    {
        _errors.SetAlarm(model, errors =>
        {
            _alarms.GetValueOrDefault(model)?.Invoke(errors);
            errors.Alpha /= 2;
        });
        _errors.SetReference(model, version, new ReferenceProfile(
            model, vectors.Min(static vector => vector.Reference.Errors.Numeric!.Counter.Rows), vectors.Select(static vector => vector.Reference.Errors)));
    }
}
