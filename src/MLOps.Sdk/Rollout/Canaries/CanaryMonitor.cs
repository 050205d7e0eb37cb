using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>Counts what the variants of running rollouts do, from records and outcomes.</summary>
/// <remarks>
/// Threads: <see cref="Follow"/>, <see cref="Raise"/> and <see cref="Evidence"/> are safe on any; the rest belongs to the
/// monitors' thread, which publishes the evidence with every tick.
/// </remarks>
internal sealed class CanaryMonitor(IAlertSink alerts) : IRecordMonitor
{
    private readonly Lock _following = new();
    private readonly ConcurrentQueue<Alert> _raised = new();
    private readonly ConcurrentDictionary<string, long> _agreed = new(StringComparer.Ordinal); // by rollout
    private CanaryTrial[] _trials = []; // replaced as a whole: the monitors' thread sees one or the other
    private CanaryEvidence[] _evidence = []; // the same, the other way

    private Earlier? _earlier; // written once, read by the monitors' thread
    private Exception? _fault; // of reading the log

    // The monitors' thread.
    private readonly List<CanaryWatch> _watches = [];
    private CanaryTrial[] _watched = [];
    private (ServedVersion? Version, CanaryWatch? Watch)[] _byOrdinal = [];

    /// <summary>The evidence of all rollouts that are followed, as of the last tick.</summary>
    public IReadOnlyList<CanaryEvidence> Evidence => Volatile.Read(ref _evidence);

    /// <summary>Whether a rollout that is followed is judged by what came true.</summary>
    public bool WaitsForOutcomes => Array.Exists(Volatile.Read(ref _trials), static trial => trial.WaitsForOutcomes);

    /// <summary>Waits also for the outcomes of predictions that ended processes made, from the next tick on.</summary>
    /// <param name="log">The log, with everything in it that they had accepted.</param>
    /// <param name="writer">This process.</param>
    public void Remember(MissedRecords log, ulong writer) => Volatile.Write(ref _earlier, new Earlier(log, writer));

    /// <summary>Gathers evidence for a step from now on, and for no other of the model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="trial">The step; null when no rollout is running.</param>
    public void Follow(string model, CanaryTrial? trial)
    {
        lock (_following)
        {
            CanaryTrial[] others = Array.FindAll(_trials, known => known.Model != model);
            if (trial is not null || others.Length < _trials.Length)
                Volatile.Write(ref _trials, trial is null ? others : [.. others, trial]);
        }
    }

    /// <summary>Says which limit of slow calls the instances agreed on for a rollout.</summary>
    public void Agree(string rollout, long limit) => _agreed[rollout] = limit;

    /// <summary>Raises an alert on the thread that alerts are raised on, within a tick.</summary>
    public void Raise(Alert alert) => _raised.Enqueue(alert);

    /// <inheritdoc/>
    public void Observe(in PredictionRecord record)
    {
        if (!ReferenceEquals(Volatile.Read(ref _trials), _watched))
            Begin();
        if (_watches.Count > 0)
            WatchOf(record.Version)?.Observe(record);
    }

    /// <inheritdoc/>
    public void Observe(in AnnotationRecord annotation)
    {
        if (annotation.Kind != AnnotationKind.Outcome)
            return;
        if (!ReferenceEquals(Volatile.Read(ref _trials), _watched))
            Begin();
        foreach (CanaryWatch watch in _watches)
        {
            Remember(watch);
            watch.Observe(annotation);
        }
    }

    /// <inheritdoc/>
    public void Tick(long nowMicroseconds)
    {
        if (!ReferenceEquals(Volatile.Read(ref _trials), _watched))
            Begin();
        foreach (CanaryWatch watch in _watches)
        {
            if (_agreed.TryGetValue(watch.Trial.Plan.Name, out long limit))
                watch.Adopt(limit);
            Remember(watch);
        }

        if (_watches.Count > 0 || _evidence.Length > 0)
            Volatile.Write(ref _evidence, [.. _watches.Select(static watch => watch.Evidence)]);
        while (_raised.TryDequeue(out Alert? alert))
            alerts.Add(alert);
        if (Interlocked.Exchange(ref _fault, null) is { } fault)
            ExceptionDispatchInfo.Throw(fault); // counted and logged where monitors are called
    }

    /// <inheritdoc/>
    public void Close() => Tick(0);

    /// <summary>A log that cannot be read is a fault that is told with the next tick: the outcome that asked for it is not lost for it.</summary>
    private void Remember(CanaryWatch watch)
    {
        try
        {
            if (Volatile.Read(ref _earlier) is { } earlier)
                watch.Remember(earlier.Log, earlier.Writer);
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
    }

    private void Begin()
    {
        CanaryTrial[] trials = Volatile.Read(ref _trials);
        CanaryWatch[] before = [.. _watches];
        _watches.Clear();
        foreach (CanaryTrial trial in trials)
        {
            CanaryWatch? same = Array.Find(before, watch => watch.Trial.Model == trial.Model);
            _watches.Add(ReferenceEquals(same?.Trial, trial) ? same! : new CanaryWatch(trial, same));
        }

        foreach (string rollout in _agreed.Keys)
        {
            if (!Array.Exists(trials, trial => trial.Plan.Name == rollout))
                _agreed.TryRemove(rollout, out _);
        }

        _byOrdinal = [];
        _watched = trials;
    }

    private sealed record Earlier(MissedRecords Log, ulong Writer);

    private CanaryWatch? WatchOf(ServedVersion version)
    {
        if (version.Ordinal >= _byOrdinal.Length)
            Array.Resize(ref _byOrdinal, Math.Max(version.Ordinal + 1, 2 * _byOrdinal.Length));
        ref (ServedVersion? Version, CanaryWatch? Watch) known = ref _byOrdinal[version.Ordinal];
        if (!ReferenceEquals(known.Version, version))
            known = (version, _watches.Find(watch => watch.Trial.Model == version.Schema.Name));
        return known.Watch;
    }
}
