using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Health;

/// <summary>
/// Looks at recording from outside, on a thread of its own, and logs when its health changes: a pump that is dead cannot
/// say so. Also asked by health checks, on any thread.
/// </summary>
internal sealed partial class RecordingWatchdog : IDisposable
{
    private readonly PredictionChannel _channel;
    private readonly PredictionPump _pump;
    private readonly RecorderFiles _files;
    private readonly UnrecordedPredictors _unrecorded;
    private readonly ScheduledRetention _retention;
    private readonly ModelOpsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HealthJudge _judge;
    private readonly Lock _judging = new();
    private readonly ManualResetEvent _ended = new(initialState: false);
    private readonly Thread _thread;
    private RecordingVerdict _logged = RecordingVerdict.Inconclusive; // under the lock

    public RecordingWatchdog(
        PredictionChannel channel, PredictionPump pump, RecorderFiles files, UnrecordedPredictors unrecorded, ScheduledRetention retention,
        IOptions<ModelOpsOptions> options, TimeProvider time, ILogger<RecordingWatchdog> logger)
    {
        _channel = channel;
        _pump = pump;
        _files = files;
        _unrecorded = unrecorded;
        _retention = retention;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _judge = new HealthJudge(_options.Health, time);
        _thread = new Thread(Run) { Name = "ModelOps watchdog", IsBackground = true };
    }

    /// <summary>The age of the oldest prediction that a crash of the machine would lose, at least the interval of commits.</summary>
    public TimeSpan LossWindow
    {
        get
        {
            TimeSpan least = _options.Recording.CommitInterval;
            if (OldestPending.TimestampOf(_channel.Ring) is not { } oldest)
                return least;
            TimeSpan age = _time.GetElapsedTime(oldest);
            return age > least ? age : least;
        }
    }

    /// <summary>Begins to look by itself.</summary>
    public void Start() => _thread.Start();

    /// <summary>The health now; logs when the verdict changed.</summary>
    public RecordingHealth Check()
    {
        lock (_judging)
        {
            RecordingHealth health = _judge.Judge(Look());
            if (health.Verdict != _logged)
                Log(health);
            _logged = health.Verdict;
            return health;
        }
    }

    /// <summary>Ends the looking; safe to call more than once.</summary>
    public void Stop()
    {
        _ended.Set();
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted) && Thread.CurrentThread != _thread)
            _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        _ended.Dispose();
    }

    private void Run()
    {
        while (!_ended.WaitOne(_options.Health.Interval))
        {
            try
            {
                Check();
            }
            catch (Exception fault)
            {
                CheckFailed(fault);
            }
        }
    }

    private RecordingSigns Look()
    {
        PumpStatus status = _pump.Status;
        double fill = 0;
        foreach (RingLane lane in _channel.Ring.Lanes)
            fill = Math.Max(fill, (lane.Tail - lane.Head) / (double)lane.Capacity);
        return new RecordingSigns
        {
            Counts = _channel.Count(),
            IsStarted = _pump.IsStarted,
            IsStopped = _pump.IsStopping,
            IsPumpAlive = _pump.IsAlive,
            LastPass = _pump.LastPass,
            Fill = fill,
            StoreError = status.LastStoreError,
            CaptureFailed = status.CaptureFailed,
            PlainMemoryReason = _options.Recording.SurviveCrash ? _files.PlainMemoryReason : null,
            Unrecorded = _unrecorded.Names,
            RetentionConcern = _retention.Status.Concern,
            Now = _time.GetTimestamp(), // last: everything above happened before it
        };
    }

    private void Log(RecordingHealth health)
    {
        string findings = string.Join(" ", health.Findings.Select(static finding => finding.Reason));
        if (health.Verdict == RecordingVerdict.Fail)
            Unhealthy(findings);
        else if (health.Verdict == RecordingVerdict.Pass)
            Healthy();
        else if (_logged == RecordingVerdict.Fail)
            NotKnown(findings);
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Predictions are not recorded as they should be: {Findings}")]
    private partial void Unhealthy(string findings);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "Predictions are recorded and durable.")]
    private partial void Healthy();

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Whether predictions are recorded is not known: {Findings}")]
    private partial void NotKnown(string findings);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Error, Message = "The watchdog of recording met a fault of its own and goes on.")]
    private partial void CheckFailed(Exception fault);
}
