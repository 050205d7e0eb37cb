using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Rollout;

/// <summary>One process of an app as canaries know it: what it counts, and its look at rollouts.</summary>
internal sealed class CanaryProcess : IAlertSink, IDisposable
{
    private static readonly ModelSchema Schema = new("fraud", [("x", FeatureKind.Numeric)]);
    private static ulong s_sequence; // ids are told apart among processes, too

    private readonly TimeProvider _time;
    private readonly CanaryMonitor _monitor;
    private readonly Rollouts _rollouts;

    public CanaryProcess(IModelRegistry registry, TimeProvider time, string name, bool judges = true)
    {
        _time = time;
        _rollouts = new Rollouts(registry, time);
        _monitor = new CanaryMonitor(this);
        Controller = new CanaryController(
            registry, new EvidenceExchange((ISharedNotes)registry, name), _monitor, time, new RolloutOptions { Judges = judges }, NullLogger.Instance);
    }

    public CanaryController Controller { get; }

    public List<Alert> Alerts { get; } = [];

    void IAlertSink.Add(Alert alert) => Alerts.Add(alert);

    /// <summary>As the host of the model does when the decision changed.</summary>
    public async Task FollowAsync()
    {
        RolloutStatus status = (await _rollouts.FindAsync("fraud"))!;
        _monitor.Follow("fraud", status.Plan.IsRunning ? new CanaryTrial(status, WallClock.Microseconds(_time), SplitUnit.Subjects) : null);
    }

    /// <summary>A look of the controller, after which the process follows what it decided.</summary>
    public async Task<RolloutStatus> LookAsync()
    {
        RolloutStatus before = (await _rollouts.FindAsync("fraud"))!;
        _monitor.Tick(0);
        await Controller.RunOnceAsync(CancellationToken.None);
        _monitor.Tick(0);
        RolloutStatus after = (await _rollouts.FindAsync("fraud"))!;
        if (after.Sequence != before.Sequence)
            await FollowAsync();
        return after;
    }

    public List<PredictionId> Calls(string version, PredictionVariant variant, int calls, int failed, string subject = "", Func<int, long>? latency = null)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(subject);
        var served = new ServedVersion(Schema, version, version[1] - '1');
        var ids = new List<PredictionId>();
        for (int i = 0; i < calls; i++)
        {
            var record = new PredictionRecord
            {
                Id = new PredictionId(1, Interlocked.Increment(ref s_sequence)),
                Version = served,
                Variant = variant,
                Status = i < failed ? PredictionStatus.Failed : PredictionStatus.Ok,
                TimeMicroseconds = WallClock.Microseconds(_time),
                LatencyNanoseconds = latency?.Invoke(i) ?? 1_000,
                Output = 1,
                Subject = utf8,
            };
            _monitor.Observe(record);
            ids.Add(record.Id);
        }

        return ids;
    }

    public void Outcome(PredictionId id, double value) =>
        _monitor.Observe(new AnnotationRecord { PredictionId = id, Kind = AnnotationKind.Outcome, Value = value });

    /// <summary>Ends as a process does that is stopped: what it counted is there for the others.</summary>
    public void Dispose()
    {
        _monitor.Tick(0);
        Controller.Dispose();
    }
}
