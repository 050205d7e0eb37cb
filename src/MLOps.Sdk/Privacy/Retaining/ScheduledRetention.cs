using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MLOps.Sdk.Privacy;

/// <summary>
/// Removes what the app's retention says, when it is due and no other process of the directory is at it. A fault is counted,
/// logged, seen by the watchdog and tried again; it reaches nobody else. Safe on any thread.
/// </summary>
internal sealed class ScheduledRetention : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly IPrivacyControls _controls;
    private readonly string _directory;
    private readonly RetentionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private Task _work = Task.CompletedTask; // the last look; replaced by who set _busy
    private int _busy;
    private RetentionStatus _status; // replaced by who set _busy, read by any

    public ScheduledRetention(IPrivacyControls controls, IOptions<ModelOpsOptions> options, TimeProvider time, ILogger<ScheduledRetention> logger)
    {
        _controls = controls;
        _directory = options.Value.Directory;
        _options = options.Value.Retention;
        _time = time;
        _logger = logger;
        _status = new RetentionStatus { IsOn = _options.IsOn };
    }

    /// <summary>How it is doing.</summary>
    public RetentionStatus Status => Volatile.Read(ref _status);

    /// <summary>Begins to look by itself whether a run is due.</summary>
    public void Start()
    {
        if (_options.IsOn)
            _timer = _time.CreateTimer(static state => ((ScheduledRetention)state!).LookOnce(), this, Look, Look);
    }

    /// <summary>Ends a run between two slices, and waits for that; what is left is removed after the next start.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        _stopping.Cancel();
        Volatile.Read(ref _work).Wait(StopPatience, CancellationToken.None); // never faulted: a run keeps its faults
    }

    public void Dispose()
    {
        Stop();
        _stopping.Dispose();
    }

    /// <summary>Runs when it is due and nobody else is at it.</summary>
    /// <returns>Whether it ran to its end.</returns>
    public async Task<bool> RunWhenDueAsync()
    {
        try
        {
            using var turn = RetentionTurn.TryTake(_directory);
            if (turn is null)
                return false;
            DateTimeOffset now = _time.GetUtcNow();
            RetentionTimes times = turn.Times;
            if (!times.IsDue(_options, now))
            {
                NoteOthers(times.Done);
                return false;
            }

            turn.Times = times with { Tried = now };
            RetentionReport report = await _controls.RetainAsync(_options.Policy, _stopping.Token).ConfigureAwait(false);
            turn.Times = new RetentionTimes(now, now);
            Note(report, now);
            return true;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false; // the app stops
        }
        catch (Exception fault)
        {
            Note(fault);
            return false;
        }
    }

    private void LookOnce()
    {
        if (_stopping.IsCancellationRequested || Interlocked.Exchange(ref _busy, 1) != 0)
            return;
        Volatile.Write(ref _work, RunAndLeaveAsync());
    }

    private async Task RunAndLeaveAsync()
    {
        await RunWhenDueAsync().ConfigureAwait(false);
        Volatile.Write(ref _busy, 0);
    }

    private void Note(RetentionReport report, DateTimeOffset began)
    {
        string? concern = report.UsedBytes > _options.MaximumBytes
            ? string.Create(CultureInfo.InvariantCulture, $"The store uses {report.UsedBytes} bytes after its retention and may use {_options.MaximumBytes}: the floor of {_options.Floor.TotalDays:0.##} days or legal holds keep the rest. Raise Retention.MaximumBytes, or name a legal basis for less than the floor.")
            : null;
        RetentionStatus before = _status;
        Volatile.Write(ref _status, before with
        {
            LastRun = began,
            LastReport = report,
            Fault = null,
            Concern = concern,
            Runs = before.Runs + 1,
            Removed = before.Removed + report.Predictions,
        });
        _logger.Retained(report.Predictions, report.Held, report.Overdue, report.UsedBytes, report.LongestSlice.TotalMilliseconds);
    }

    /// <summary>What another process did well is no fault of this one's any more.</summary>
    private void NoteOthers(DateTimeOffset? done)
    {
        RetentionStatus before = _status;
        if (done == before.LastRun)
            return;
        Volatile.Write(ref _status, before with { LastRun = done, Fault = null, Concern = null });
    }

    private void Note(Exception fault)
    {
        RetentionStatus before = _status;
        string since = _time.GetUtcNow().ToString("u", CultureInfo.InvariantCulture);
        Volatile.Write(ref _status, before with
        {
            Fault = fault.Message,
            Failures = before.Failures + 1,
            Concern = $"The retention failed at {since}, so that predictions stay longer than they may; it is tried again within minutes, and 'modelops retention' does it by hand. It said: {fault.Message}",
        });
        _logger.RetentionFailed(fault, before.Failures + 1);
    }
}
