using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Recording.Spill;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>
/// Carries records from the channel to the store, on a thread of its own, behind the monitors, which have another one: a
/// starved thread pool does not hold them up, and no exception leaves them.
/// </summary>
/// <remarks>
/// How it stops: (1) the channel is closed, one atomic step per lane, and later calls are counted as
/// <see cref="LossReason.Stopped"/>; (2) what was accepted is stored, for <see cref="RecordingOptions.ShutdownTimeout"/>
/// at most; (3) monitors close their open windows, within the same time again, and these are stored; (4) the ring's file is removed when it is empty
/// and left for the next start when it is not; (5) the store is closed.
/// </remarks>
internal sealed class PredictionPump : IDisposable
{
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(2.5); // SQLite waits 2 s for another program
    private const double SpillFill = 0.5; // of the fullest lane, while the store is away

    private readonly RingFiles _files;
    private readonly RingDirectory _directory;
    private readonly IPredictionStore _store;
    private readonly RingWatcher? _watcher; // null when there are no monitors
    private readonly ISideWork _beside;
    private readonly WindowQueue _windows;
    private readonly RecordingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly IdlePause _pause = new();
    private readonly ConcurrentQueue<FlushRequest> _requested = new();
    private readonly PredictionChannel _channel;
    private readonly SpillFolder _spill;

    // The pump's thread alone.
    private readonly RingReader _reader;
    private readonly List<FlushRequest> _flushes = [];
    private readonly RetrySchedule _retry = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
    private readonly RateLimit _faultLog;
    private readonly LossBook _losses;
    private readonly RateLimit _lossTick;
    private readonly RateLimit _abandonedTick;
    private long _lastCommit;
    private bool _opened;
    private bool _recovered;
    private bool _wasFull; // the last batch: another one waits

    private PumpStatus _status = PumpStatus.Initial; // replaced by the pump's thread, read by any
    private long _lastPass; // written by the pump's thread whenever it comes round, read by any
    private long _stopBy = long.MaxValue; // written once by whoever stops, then read by the pump's thread
    private int _stopping;
    private readonly ManualResetEventSlim _takenOver = new(); // set by the pump's thread, once

    public PredictionPump(
        PredictionChannel channel, RingFiles files, RingDirectory directory, IPredictionStore store, IEnumerable<IRecordMonitor> monitors,
        WindowQueue windows, RecordingOptions options, TimeProvider time, ILogger<PredictionPump> logger)
    {
        _channel = channel;
        _files = files;
        _directory = directory;
        _store = store;
        _windows = windows;
        _options = options;
        _time = time;
        _logger = logger;
        _faultLog = new RateLimit(time, TimeSpan.FromSeconds(30));
        _losses = new LossBook(files.Ring, windows);
        _lossTick = new RateLimit(time, TimeSpan.FromSeconds(1));
        _abandonedTick = new RateLimit(time, TimeSpan.FromSeconds(2));
        IRecordMonitor[] watching = [.. monitors];
        _watcher = watching.Length == 0 ? null : new RingWatcher(files.Ring, watching, time, logger, _pause.Wake);
        _beside = _watcher is not null && WatcherWork.IsWorthwhile ? _watcher.Work : PoolWork.Shared;
        store.Share(_beside);
        _reader = new RingReader(files.Ring, abandoned: false, _beside, _watcher);
        _spill = new SpillFolder(files.Ring, directory, options.SpillBytes);
        channel.Spill = _spill;
        _lastCommit = _lastPass = time.GetTimestamp();
        _thread = new Thread(Run) { Name = "ModelOps pump", IsBackground = true };
    }

    /// <summary>How it is doing; a snapshot that any thread may read.</summary>
    public PumpStatus Status => Volatile.Read(ref _status) with { MonitorFaults = _watcher?.Faults ?? 0 };

    /// <summary>Set once the store has what processes that ended before the start had accepted: it is in the log then.</summary>
    public ManualResetEventSlim TakenOver => _takenOver;

    /// <summary>Whether the thread was started.</summary>
    public bool IsStarted => !_thread.ThreadState.HasFlag(ThreadState.Unstarted);

    /// <summary>Whether the thread runs.</summary>
    public bool IsAlive => _thread.IsAlive;

    /// <summary>By the monotonic clock, when the thread last came round or got a batch through.</summary>
    public long LastPass => Volatile.Read(ref _lastPass);

    /// <summary>Opens the store and starts the thread.</summary>
    /// <exception cref="StoreException">The store cannot be opened as it is configured.</exception>
    public void Start()
    {
        _store.Open();
        _opened = true; // visible to the thread: starting it is a fence
        _watcher?.Start();
        _thread.Start();
    }

    /// <summary>Completes when everything recorded before the call is durable.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        var request = new FlushRequest(_files.Ring);
        _requested.Enqueue(request);
        _watcher?.Wake();
        _pause.Wake();
        return request.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Stops as the type's remarks say. Safe to call more than once; returns when the thread has ended.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _stopping, 1) == 0)
        {
            _channel.Close();
            Volatile.Write(ref _stopBy, _time.GetTimestamp() + (long)(_options.ShutdownTimeout.TotalSeconds * _time.TimestampFrequency));
            _watcher?.BeginStop();
            _pause.Wake();
        }

        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
            return;
        _thread.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _pause.Dispose();
        _watcher?.Dispose();
        _spill.Dispose();
        _takenOver.Dispose();
        _files.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            try
            {
                Volatile.Write(ref _lastPass, _time.GetTimestamp());
                bool worked = RunOnce();
                if (IsStopping && ((_reader.IsDrained && _spill.IsEmpty) || IsLate))
                    break;
                if (!_wasFull)
                    _pause.Wait(worked);
            }
            catch (Exception fault)
            {
                LogFault(fault);
                if (IsStopping && IsLate)
                    break;
                _pause.WaitLongest();
            }
        }

        Finish();
    }

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsStopping => Volatile.Read(ref _stopping) != 0;

    /// <summary>Whether the time to stop is up; where the store has failed before, whether another try could take longer than is left.</summary>
    private bool IsLate
    {
        get
        {
            long margin = _retry.Failures > 0 ? (long)(LongestTry.TotalSeconds * _time.TimestampFrequency) : 0;
            return _time.GetTimestamp() >= Volatile.Read(ref _stopBy) - margin;
        }
    }

    /// <summary>One pass: stores when a batch is due.</summary>
    /// <returns>Whether there was anything to do.</returns>
    private bool RunOnce()
    {
        while (_requested.TryDequeue(out FlushRequest? request))
            _flushes.Add(request);

        if (_lossTick.TryPass())
        {
            _losses.Tell(WallClock.Microseconds(_time));
            _files.Ring.Header.LastHeard = WallClock.Microseconds(_time);
        }

        if (_abandonedTick.TryPass() && _directory.HasAbandoned())
            _recovered = false; // another process ended: its predictions do not wait for the next start
        long cut = _time.GetTimestamp();
        double fill = _reader.Fill;
        bool due = fill > 0.125 || !_takenOver.IsSet || IsStopping || _flushes.Count > 0 || _time.GetElapsedTime(_lastCommit, cut) >= _options.CommitInterval;
        if (_retry.Failures > 0 && fill > SpillFill)
            Spill(cut);
        bool any = fill > 0 || _windows.Count > 0 || !_recovered || !_spill.IsEmpty;
        _wasFull = due && any && _time.GetElapsedTime(_lastCommit, cut) >= _retry.Delay && Store(cut);
        CompleteFlushes();
        return fill > 0;
    }

    /// <summary>What waits on disk is older than what is in the ring: nothing is known to be durable before it is.</summary>
    private void CompleteFlushes()
    {
        if (_flushes.Count > 0 && _spill.IsEmpty)
            _flushes.RemoveAll(static flush => flush.TryComplete());
    }

    private void Spill(long cut)
    {
        try
        {
            _reader.Spill(_spill, cut);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogFault(fault); // no room on disk either: the ring fills, and what it cannot take is counted
        }
    }

    /// <summary>Stores what waits on disk, oldest first.</summary>
    private void StoreSpilled()
    {
        while (_spill.Oldest is { } segment)
        {
            var reader = new RingReader(segment, abandoned: true, _beside);
            while (reader.Store(_store, _windows, long.MaxValue - 1, _options.BatchRows, OnPoison) > 0)
            {
                Volatile.Write(ref _lastPass, _time.GetTimestamp());
                if (_reader.Fill > SpillFill)
                    Spill(_time.GetTimestamp());
            }

            _spill.RemoveOldest();
        }
    }

    /// <summary>Stores a batch.</summary>
    /// <returns>Whether it was full, so that another one may wait.</returns>
    private bool Store(long cut)
    {
        try
        {
            OpenStore();
            StoreSpilled();
            bool full = _reader.Store(_store, _windows, cut, _options.BatchRows, OnPoison) == _options.BatchRows;
            _directory.SetAsideTorn();
            if (_retry.Failures > 0)
                _logger.StoreRecovered(_retry.Failures);
            _retry.Succeeded();
            _lastCommit = cut;
            Publish(Status with { LastCommit = _time.GetUtcNow(), StoreFailures = 0, LastStoreError = null, CaptureFailed = _reader.CaptureFailed });
            return full;
        }
        catch (Exception fault)
        {
            _retry.Failed();
            _lastCommit = cut;
            Publish(Status with { StoreFailures = _retry.Failures, LastStoreError = fault.Message });
            if (_retry.Failures == 1 || _faultLog.TryPass())
                _logger.StoreFailed(fault, _retry.Failures, _channel.Count().Pending, _retry.Delay);
            return false;
        }
    }

    private void OpenStore()
    {
        if (!_opened)
            _store.Open();
        _opened = true;
        if (_recovered)
            return;
        foreach (RingFiles files in _directory.TakeOver(_windows))
            Recover(files);
        _recovered = true;
        _takenOver.Set();
    }

    /// <summary>Stores what an ended process left in its ring, then removes the ring.</summary>
    private void Recover(RingFiles files)
    {
        using (files)
        {
            long before = RecordingCounts.Of(files.Ring).Durable;
            var reader = new RingReader(files.Ring, abandoned: true, _beside);
            while (reader.Store(_store, _windows, long.MaxValue - 1, _options.BatchRows, OnPoison) > 0)
            {
                Volatile.Write(ref _lastPass, _time.GetTimestamp());
                if (_reader.Fill > SpillFill) // who records now comes first
                    _reader.Store(_store, _windows, _time.GetTimestamp(), _options.BatchRows, OnPoison);
            }

            var losses = new LossBook(files.Ring, _windows);
            losses.Tell(WallClock.Microseconds(_time));
            if (!files.IsSegment)
                losses.TellEnd(WallClock.Microseconds(_time));
            if (_windows.Count > 0)
                reader.Store(_store, _windows, long.MaxValue - 1, _options.BatchRows, OnPoison);

            long recovered = RecordingCounts.Of(files.Ring).Durable - before;
            int torn = reader.Torn + files.Torn;
            if (recovered > 0 || torn > 0)
            {
                Publish(Status with { Recovered = Status.Recovered + recovered, Torn = Status.Torn + torn });
                _logger.Recovered(recovered, torn, files.Ring.Memory.Path ?? "");
            }

            files.Delete();
        }
    }

    private void Finish()
    {
        try
        {
            if (_watcher?.Stop(_options.ShutdownTimeout) == false)
                _logger.MonitorsLeftBehind(_options.ShutdownTimeout);
            _losses.Tell(WallClock.Microseconds(_time));
            if (_retry.Failures == 0 || !IsLate) // a store that is away costs the stopping host no more time
            {
                while (Store(_time.GetTimestamp()))
                {
                    // Batch by batch.
                }
            }

            CompleteFlushes();

            // What could not be told is found in the ring by the next start.
            if (_reader.IsDrained && _windows.Count == 0)
                _files.Delete();
            else if (!_reader.IsDrained)
                _logger.StoppedWithPending(_channel.Count().Pending, _files.Ring.Memory.Path is { } path ? $"the next start finds them in {path}." : "they are lost: the channel was in plain memory.");
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }

        _store.Dispose();
    }

    private void OnPoison(Exception fault)
    {
        Publish(Status with { Poisoned = Status.Poisoned + 1 });
        if (_faultLog.TryPass())
            _logger.RecordPoisoned(fault, Status.Poisoned);
    }

    private void LogFault(Exception fault)
    {
        if (_faultLog.TryPass())
            _logger.PumpFault(fault);
    }

    private void Publish(PumpStatus status) => Volatile.Write(ref _status, status);
}
