using System.Collections.Concurrent;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>
/// Watches how the numeric features of a model go together, where each by itself may look as before: the error of rebuilding
/// rows from principal components, as a signal with windows and the e-mixture, and the maximum mean discrepancy and the
/// centroids' distance of windows, tested with α spent over all of them. The two share one α.
/// </summary>
/// <remarks>
/// Threads: <see cref="Set"/> is safe on any; the rest belongs to the monitors' thread. A row costs the product of features and
/// components, some rows of a window that of features and 128; none takes memory. Answered calls only, shadow calls not.
/// </remarks>
public sealed class MultivariateMonitor : IRecordMonitor
{
    /// <summary>What <see cref="StoredWindow.Monitor"/> and <see cref="Alert.Monitor"/> say.</summary>
    public const string MonitorName = "drift.multivariate";

    private readonly DriftMonitor _errors;
    private readonly MultivariateShape _shape;
    private readonly DriftAlarmOptions _alarm;
    private readonly IWindowSink _sink;
    private readonly IAlertSink? _alerts;
    private readonly ConcurrentDictionary<string, (MultivariateReference Reference, DriftAlarmOptions Alarm)> _models = new(StringComparer.Ordinal);

    private bool _any; // written by any thread, read by the monitors': an empty dictionary takes locks to say so

    // The monitors' thread, by the version's ordinal; no watch where the model is not watched.
    private (ServedVersion? Version, MultivariateWatch? Watch)[] _watches = [];

    /// <summary>A monitor that watches nothing yet.</summary>
    /// <param name="options">How long windows are, and the alarm of all models.</param>
    /// <param name="sink">Takes the closed windows.</param>
    /// <param name="alerts">Takes alerts; null raises none.</param>
    /// <param name="states">Keeps what alarms have seen across restarts; null forgets it.</param>
    public MultivariateMonitor(DriftOptions options, IWindowSink sink, IAlertSink? alerts = null, IAlarmStates? states = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _errors = new DriftMonitor(options, sink, alerts, states) { Name = MonitorName };
        _shape = MultivariateShape.Of(options);
        _alarm = options.Alarm.Copy();
        _sink = sink;
        _alerts = alerts;
    }

    /// <summary>Watches a model from now on. Call it before the model's first prediction.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">How its features go together.</param>
    /// <param name="configure">What the model changes of the alarm of all models, or null.</param>
    public void Set(string model, MultivariateReference reference, Action<DriftAlarmOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(reference);
        DriftAlarmOptions alarm = _alarm.Copy();
        configure?.Invoke(alarm);
        _errors.SetAlarm(model, errors =>
        {
            configure?.Invoke(errors);
            errors.Alpha /= 2;
        });
        _errors.SetReference(model, null, new ReferenceProfile(model, reference.Errors.Numeric!.Counter.Rows, [reference.Errors]));
        _models[model] = (reference, alarm);
        Volatile.Write(ref _any, true);
    }

    /// <inheritdoc/>
    public void Observe(in PredictionRecord record)
    {
        if (!Volatile.Read(ref _any) || record.Status != PredictionStatus.Ok || record.Variant == PredictionVariant.Shadow)
            return;
        int place = record.Version.Ordinal;
        if (place >= _watches.Length || !ReferenceEquals(_watches[place].Version, record.Version))
            Begin(place, record.Version);
        if (_watches[place].Watch is not { } watch)
            return;

        double error = watch.Add(record);
        _errors.Observe(new PredictionRecord { Id = record.Id, Version = watch.Derived, TimeMicroseconds = record.TimeMicroseconds, Numbers = new ReadOnlySpan<double>(in error), Output = double.NaN });
    }

    /// <inheritdoc/>
    void IRecordMonitor.Tick(long nowMicroseconds)
    {
        foreach ((_, MultivariateWatch? watch) in _watches)
            watch?.CloseElapsed(nowMicroseconds);
        ((IRecordMonitor)_errors).Tick(nowMicroseconds);
    }

    /// <inheritdoc/>
    void IRecordMonitor.Close()
    {
        foreach ((_, MultivariateWatch? watch) in _watches)
            watch?.Close();
        _errors.Close();
    }

    private void Begin(int place, ServedVersion version)
    {
        if (place >= _watches.Length)
            Array.Resize(ref _watches, Math.Max(place + 1, 2 * _watches.Length));
        _watches[place].Watch?.Close();
        _watches[place] = (version, _models.TryGetValue(version.Schema.Name, out (MultivariateReference Reference, DriftAlarmOptions Alarm) model)
            ? new MultivariateWatch(version, model.Reference, _shape, model.Alarm, _sink, _alerts)
            : null);
    }

    /// <summary>What is derived from a model's features.</summary>
    internal static ModelSchema SchemaOf(string model) => new(model, [(MultivariateReference.ErrorSignal, FeatureKind.Numeric)]);
}
