using Microsoft.Extensions.Logging;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>
/// Shows the records of one ring to the monitors, on a thread of its own, so that comparing and storing go on side by
/// side. How far it has come it publishes; the store follows and never overtakes.
/// </summary>
internal sealed class RingWatcher : IDisposable
{
    private const int FramesPerReport = 512;
    private const int ToFinish = 1; // show what is left, then close the monitors
    private const int ToEnd = 2; // close them now

    private readonly PredictionRing _ring;
    private readonly IRecordMonitor[] _monitors;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action _onProgress;
    private readonly Thread _thread;
    private readonly IdlePause _pause = new();

    // The watcher's thread alone.
    private readonly FrameDecoder _decoder;
    private readonly WatcherWork _work;
    private readonly LaneMerge _merge;
    private readonly RateLimit _faultLog;
    private readonly RateLimit _tick;

    // Written by the watcher's thread, positions before the moment; read the other way round by the store's.
    private readonly long[] _positions;
    private long _until = long.MinValue;
    private long _faults; // written by the watcher's thread, read by any
    private int _stopping; // ToFinish, then ToEnd; written by whoever stops

    /// <param name="ring">The ring.</param>
    /// <param name="monitors">The monitors; none of them is called by another thread.</param>
    /// <param name="time">The clock of the ring's frames.</param>
    /// <param name="logger">Told of monitors that throw.</param>
    /// <param name="onProgress">Called on the watcher's thread whenever there is more to store.</param>
    public RingWatcher(PredictionRing ring, IEnumerable<IRecordMonitor> monitors, TimeProvider time, ILogger logger, Action onProgress)
    {
        _ring = ring;
        _monitors = [.. monitors];
        _time = time;
        _logger = logger;
        _onProgress = onProgress;
        _decoder = new FrameDecoder(ring);
        _merge = new LaneMerge(ring, abandoned: false);
        _faultLog = new RateLimit(time, TimeSpan.FromSeconds(30));
        _tick = new RateLimit(time, TimeSpan.FromSeconds(1));
        _positions = new long[ring.Lanes.Length];
        _work = new WatcherWork(_pause.Wake);
        _thread = new Thread(Run) { Name = "ModelOps monitors", IsBackground = true };
    }

    /// <summary>By the monotonic clock, the moment up to which everything was shown. An acquire read: <see cref="PositionOf"/> is at least what it was then.</summary>
    public long Until => Volatile.Read(ref _until);

    /// <summary>Does work for the store's thread between rows.</summary>
    public ISideWork Work => _work;

    /// <summary>Times a monitor threw.</summary>
    public long Faults => Volatile.Read(ref _faults);

    /// <summary>The end of what was shown of a lane.</summary>
    public long PositionOf(int lane) => Volatile.Read(ref _positions[lane]);

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Asks for a pass now.</summary>
    public void Wake() => _pause.Wake();

    /// <summary>Asks the thread to show what is left, to close the monitors and to end.</summary>
    public void BeginStop()
    {
        Interlocked.CompareExchange(ref _stopping, ToFinish, 0);
        _pause.Wake();
    }

    /// <summary>Has the monitors closed with what they have seen, and waits for the thread to end.</summary>
    /// <returns>False when a monitor is still at work when patience ends; the thread is then left behind.</returns>
    public bool Stop(TimeSpan patience)
    {
        Volatile.Write(ref _stopping, ToEnd);
        _pause.Wake();
        return _thread.ThreadState.HasFlag(ThreadState.Unstarted) || _thread.Join(patience);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_thread.IsAlive) // else a monitor hangs, and may come back
            _pause.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            int stopping = Volatile.Read(ref _stopping); // before the pass: what was accepted before the stop is in it
            bool worked = stopping < ToEnd && TryPass();
            if (stopping == ToEnd || (stopping == ToFinish && _merge.IsAtEnd))
                break;
            worked |= _work.DoAll();
            _pause.Wait(worked);
        }

        foreach (IRecordMonitor monitor in _monitors)
            Guard(monitor, static m => m.Close());
        _onProgress();
    }

    private bool TryPass()
    {
        try
        {
            return Pass();
        }
        catch (Exception fault)
        {
            OnFault(fault);
            return false;
        }
    }

    /// <summary>Shows what is new.</summary>
    /// <returns>Whether there was anything.</returns>
    private bool Pass()
    {
        long cut = _time.GetTimestamp();
        _merge.Begin(cut);
        int frames = 0;
        while (_merge.MoveNext())
        {
            ReadOnlySpan<byte> frame = _merge.Frame;
            PredictionId id = _ring.IdOf(_merge.Lane, _merge.Position);
            if (FrameDecoder.KindOf(frame) == FrameKind.Prediction)
                Show(frame, id);
            else
                ShowAnnotation(frame, id);
            if (++frames % FramesPerReport != 0)
                continue;
            Report(FrameDecoder.TimestampOf(frame));
            if (Volatile.Read(ref _stopping) == ToEnd)
                return true;
            _work.DoAll();
        }

        if (frames > 0)
        {
            // Before the report: whoever waits until a prediction is durable finds the alerts that it raised.
            foreach (IRecordMonitor monitor in _monitors)
                Guard(monitor, static m => m.Settle());
        }

        Report(cut);
        if (_tick.TryPass())
        {
            long now = WallClock.Microseconds(_time);
            foreach (IRecordMonitor monitor in _monitors)
                Guard(monitor, m => m.Tick(now));
        }

        return frames > 0;
    }

    private void Report(long until)
    {
        for (int lane = 0; lane < _positions.Length; lane++)
            Volatile.Write(ref _positions[lane], _merge.PositionOf(lane));
        Volatile.Write(ref _until, until); // release: the positions are seen with it, and the windows that were closed
        _onProgress();
    }

    private void Show(ReadOnlySpan<byte> frame, PredictionId id)
    {
        PredictionRecord record;
        try
        {
            record = _decoder.ReadPrediction(frame, id);
        }
        catch (InvalidDataException)
        {
            return; // counted once, as poison, when the store comes to it
        }

        foreach (IRecordMonitor monitor in _monitors)
        {
            try
            {
                monitor.Observe(record);
            }
            catch (Exception fault)
            {
                OnFault(fault);
            }
        }
    }

    private void ShowAnnotation(ReadOnlySpan<byte> frame, PredictionId id)
    {
        AnnotationRecord annotation;
        try
        {
            annotation = _decoder.ReadAnnotation(frame, id);
        }
        catch (InvalidDataException)
        {
            return; // as above
        }

        foreach (IRecordMonitor monitor in _monitors)
        {
            try
            {
                monitor.Observe(annotation);
            }
            catch (Exception fault)
            {
                OnFault(fault);
            }
        }
    }

    private void Guard(IRecordMonitor monitor, Action<IRecordMonitor> action)
    {
        try
        {
            action(monitor);
        }
        catch (Exception fault)
        {
            OnFault(fault);
        }
    }

    private void OnFault(Exception fault)
    {
        Volatile.Write(ref _faults, _faults + 1);
        if (_faultLog.TryPass())
            _logger.MonitorFailed(fault, _faults);
    }
}
