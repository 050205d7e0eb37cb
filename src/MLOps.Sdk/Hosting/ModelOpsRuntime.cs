using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MLOps.Sdk.Alerts;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Health;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Notes;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Access;

namespace MLOps.Sdk.Hosting;

/// <summary>
/// Starts and stops everything in order. Started by the host, or by the first predictor that is asked for when there
/// is no host.
/// </summary>
internal sealed class ModelOpsRuntime(
    PredictionChannel channel, PredictionPump pump, RecorderFiles files, IModelRegistry registry, ModelCatalog catalog, DriftMonitor drift,
    PerformanceMonitor performance, QualityMonitor quality, MultivariateMonitor multivariate, DerivedMonitor derived, AlertDispatcher alerts, AuditFailures audits, RecordingWatchdog watchdog, ScheduledRetention retention, AccessBook accesses, IEventSink events, IPredictionLog log, TimeProvider time,
    IServiceProvider services, IOptions<ModelOpsOptions> options, ILogger<ModelOpsRuntime> logger) : IModelOps, IDisposable
{
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49); // timers count milliseconds in 32 bits

    private readonly Lock _stopping = new();
    private bool _stopped; // written under _stopping
    private readonly Lock _starting = new();
    private ModelHost[] _hosts = [];
    private RegistryWatcher? _watcher;
    private Task? _started;
    private RecordingMeter? _meter;
    private CanaryController? _controller;

    public RecordingCounts Counts => channel.Count();

    public long AnnotationsLost => channel.AnnotationsLost;

    public long AuditFailures => audits.Count;

    public PumpStatus Pump => pump.Status;

    public RecordingHealth Health => watchdog.Check();

    public RetentionStatus Retention => retention.Status;

    public long AccessesUnrecorded => accesses.Unrecorded;

    public TimeSpan LossWindow => watchdog.LossWindow;

    public string? PlainMemoryReason => files.PlainMemoryReason;

    public IReadOnlyList<ModelStatus> Models => [.. _hosts.Select(static host => host.Status)];

    public IReadOnlyList<CanaryReport> Canaries => _controller?.Reports ?? [];

    public IReadOnlyList<ShadowReport> Shadows => [.. _hosts.SelectMany(static host => host.Shadows)];

    /// <summary>Starts once; whoever comes later waits for the same start.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_starting)
            return _started ??= Task.Run(() => StartOnceAsync(cancellationToken), CancellationToken.None);
    }

    public async Task<bool> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The time to wait is 0 or more, or Timeout.InfiniteTimeSpan.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout < LongestTimer ? timeout : Timeout.InfiniteTimeSpan);
        try
        {
            await pump.FlushAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _stopped))
            throw new ObjectDisposedException(nameof(IModelOps), "Recording has stopped with its host, and follows the registry no more: versions answer as they did then.");
        return _watcher?.RefreshAsync(cancellationToken) ?? StartAsync(cancellationToken);
    }

    /// <summary>Stops once; whoever comes meanwhile waits for it: a host may stop its services and dispose of them at the same time.</summary>
    public void Stop()
    {
        lock (_stopping)
        {
            if (_stopped)
                return; // the parts may be disposed of by now
            _stopped = true;
            _controller?.Stop();
            _watcher?.Dispose();
            Array.ForEach(_hosts, static host => host.Stop());
            watchdog.Stop();
            retention.Stop();
            accesses.Tell();
            accesses.Through(null);
            if (pump.IsStarted)
                events.Add(StartRecord.EndOf(files.Files.Ring, time));
            pump.Stop();
            _controller?.Dispose();
            alerts.Stop();
            _meter?.Dispose();
        }
    }

    public void Dispose() => Stop();

    /// <summary>Says in the app's log what is to be known before an alarm against the reference is believed.</summary>
    private ReferenceProfile Judged(string model, ReferenceProfile reference)
    {
        foreach (SignalReference signal in reference.Signals)
        {
            if (ReferenceDoubts.Of(signal) is { } doubt)
                logger.DoubtfulReference(model, signal.Name, doubt);
        }

        return reference;
    }

    private void WatchVectors(ModelEntry entry)
    {
        if (entry.Alarm is { } alarm)
            multivariate.SetAlarm(entry.Name, alarm);
        if (entry.Multivariate?.Invoke() is { } together)
            multivariate.Set(entry.Name, together);
        foreach ((MultivariateReference reference, RecordReader read) in entry.Embeddings())
            multivariate.SetEmbedding(entry.Name, reference, read);
    }

    private void WatchSegments(ModelEntry entry)
    {
        drift.SetSegments(entry.Name, entry.Segments);
        performance.SetSegments(entry.Name, entry.Segments);
        foreach (SegmentOptions segments in entry.Segments.Where(static segments => segments.FromReference))
        {
            Func<SegmentOptions, SegmentReferences> read = entry.SegmentReferences
                ?? throw new InvalidOperationException($"Model '{entry.Name}' is to compare segments by '{segments.By}' with their rows of its reference, which is no CSV file. Declare Reference(\"file.csv\"), or leave {nameof(SegmentOptions.FromReference)} out.");
            drift.SetSegmentReferences(entry.Name, read(segments));
        }
    }

    /// <summary>The meter, or null where there is none, or where a listener of the app throws when it is told of it.</summary>
    private RecordingMeter? CreateMeter()
    {
        try
        {
            return services.GetService<IMeterFactory>() is { } factory ? new RecordingMeter(factory, this) : null;
        }
        catch (Exception fault)
        {
            logger.MeterRefused(fault);
            return null;
        }
    }

    /// <summary>Lets monitors find in the log what an ended app had not kept, once the store has what that had accepted: nobody waits for it.</summary>
    private void Remember(MissedRecords missed)
    {
        (drift.Missed, derived.Missed, multivariate.Missed) = (missed, missed, missed);
        foreach (ModelEntry entry in catalog.Entries.Where(static entry => entry.Baseline is not null))
            performance.Restore(entry.Name, missed, version => channel.Ring.Versions.GetOrAdd(entry.Schema, version));
    }

    private async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        if (files.PlainMemoryReason is { } reason && options.Value.Recording.SurviveCrash)
            logger.PlainMemory(reason);

        foreach (ModelEntry entry in catalog.Entries)
        {
            if (entry.Alarm is { } alarm)
                drift.SetAlarm(entry.Name, alarm);
            if (entry.Baseline is { } baseline)
                performance.SetBaseline(entry.Name, baseline);
            WatchVectors(entry);
            derived.Watch(entry.Name, entry.Derived(), entry.Alarm);
            if (entry.Quality is { } readQuality)
                quality.SetOptions(entry.Name, readQuality());
            if (entry.Segments.Count > 0)
                WatchSegments(entry);
            if (entry.Reference is { } read)
                drift.SetReference(entry.Name, version: null, Judged(entry.Name, read()));
        }

        alerts.Start();
        events.Add(StartRecord.Of(files.Files.Ring, options.Value, time));
        var missed = new MissedRecords(log, pump.TakenOver);
        Remember(missed);
        pump.Start();
        accesses.Through(events);
        watchdog.Start();
        retention.Start();
        _meter = CreateMeter();
        ModelHost[] hosts = [.. catalog.Entries.Select(entry => entry.Host(services))];
        foreach (ModelHost host in hosts)
        {
            await host.RegisterAsync(registry, cancellationToken).ConfigureAwait(false);
            await host.RefreshAsync(registry, cancellationToken).ConfigureAwait(false);
        }

        _hosts = hosts;
        _watcher = new RegistryWatcher(registry, hosts, options.Value.RegistryPollInterval, logger);
        _watcher.Start();
        ISharedNotes notes = registry as ISharedNotes ?? new FileNotes(options.Value.Directory);
        string instance = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcTicks:x16}-{files.Files.Ring.Header.Writer:x16}");
        CanaryMonitor canaries = services.GetRequiredService<CanaryMonitor>();
        if (canaries.WaitsForOutcomes)
            await FlushAsync(LongestRecovery, cancellationToken).ConfigureAwait(false); // a store that is away holds nobody up for longer
        canaries.Remember(missed, files.Files.Ring.Header.Writer);
        _controller = new CanaryController(registry, new EvidenceExchange(notes, instance), canaries, time, options.Value.Rollout, logger);
        _controller.Start();
    }
}
