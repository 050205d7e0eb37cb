using System.Runtime.CompilerServices;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Serving.Routing;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>
/// One version that sees a sample of the calls: callers leave them in a queue, threads of its own take them out, ask the
/// version, record its answers as those of a shadow and compare them. Nothing of it reaches a caller.
/// </summary>
internal sealed class ShadowLane<TInput, TOutput> : IDisposable
{
    /// <summary>The tag of a shadow's record that names the prediction beside which it was made.</summary>
    public const string PrimaryTag = "shadow_of";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    private readonly ServingVersion<TInput, TOutput> _version;
    private readonly ShadowParts<TInput, TOutput> _parts;
    private readonly bool _copies;
    private readonly ShadowIntake<TInput, TOutput> _intake;
    private readonly ShadowTally _tally;
    private readonly CostGate _gate;
    private readonly CallClock _clock;
    private readonly Thread[] _threads;
    private readonly ManualResetEvent _stopping = new(initialState: false);
    private volatile bool _isStopping; // set before the event: a look that is not a system call
    private PaddedCount _notCopied; // callers write it

    /// <param name="plan">What it sees.</param>
    /// <param name="version">The version as a shadow.</param>
    /// <param name="parts">What it works with.</param>
    public ShadowLane(ShadowVariant plan, ServingVersion<TInput, TOutput> version, ShadowParts<TInput, TOutput> parts)
    {
        Plan = plan;
        _version = version;
        _parts = parts;
        Sample = (Bucket.SaltOf(plan.Version), ShadowSample.ThresholdOf(plan.Sample));
        _copies = parts.Options.Copy is not null;
        _intake = new ShadowIntake<TInput, TOutput>(parts.Channel, parts.Options.Queue, parts.Input.Numbers);
        _tally = new ShadowTally(parts.Options.Tolerance);
        _gate = new CostGate(parts.Options.CostPerHour is { } units ? PicoUnits.FromDecimal(units) : null, parts.Time);
        _clock = new CallClock(parts.Time);
        _threads = new Thread[parts.Options.Concurrency];
        for (int i = 0; i < _threads.Length; i++)
            _threads[i] = new Thread(Run) { Name = $"ModelOps shadow {version.Version.Version}", IsBackground = true };
    }

    public ShadowVariant Plan { get; }

    /// <summary>Which calls it sees: <see cref="ShadowSample"/>.</summary>
    public (ulong Seed, ulong Threshold) Sample { get; }

    /// <summary>The calls that it has not looked at yet.</summary>
    public ShadowIntake<TInput, TOutput> Intake => _intake;

    public ServingVersion<TInput, TOutput> Version => _version;

    public ShadowReport Report => _tally.Complete(new ShadowReport(_version.Version.Schema.Name, Plan.Version, Plan.Sample), _version.Origin.ToTimeSpan) with { Dropped = _intake.Dropped + Volatile.Read(ref _notCopied.Value) };

    public void Start() => Array.ForEach(_threads, static thread => thread.Start());

    /// <summary>Whether it is to see a call, by the call's id.</summary>
    /// <param name="sequence">The lower half of the prediction's id. 0 when it was not recorded: it is drawn.</param>
    public bool Sees(ulong sequence) => (sequence == 0 ? Draw.Next(Sample.Seed) : ShadowSample.Of(sequence, Sample.Seed)) <= Sample.Threshold;

    /// <summary>Leaves a call that it is to see. On the caller's thread: never waits, allocates nothing.</summary>
    /// <param name="writer">The calling thread's, or null.</param>
    /// <param name="input">What the model was given.</param>
    /// <param name="output">What the caller gets.</param>
    /// <param name="sequence">The lower half of the prediction's id; 0 when it was not recorded.</param>
    /// <param name="latency">Ticks of the monotonic clock.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void HandOver(LaneWriter? writer, TInput input, TOutput output, ulong sequence, long latency)
    {
        if (!_copies || TryCopy(ref input))
            _intake.Put(writer, input, output, sequence, latency);
    }

    /// <summary>Ends its threads; the calls in the queue are not answered.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _stopping.Set();
        foreach (Thread thread in _threads)
        {
            if (!thread.ThreadState.HasFlag(ThreadState.Unstarted))
                thread.Join(LongestWait);
        }
    }

    // A shadow that hangs is left to itself: its lease is never given back, so its version is not disposed of under it.
    private static TimeSpan LongestWait => TimeSpan.FromSeconds(2);

    private bool TryCopy(ref TInput input)
    {
        try
        {
            input = _parts.Options.Copy!(input);
            return true;
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _notCopied.Value);
            return false;
        }
    }

    private void Run()
    {
        SpareTime.TryEnter();
        double[] vector = _intake.NewVector();
        int turn = 0;
        TimeSpan pause = ShortestPause;
        while (true)
        {
            if (_intake.TryTake(ref turn, vector, out ShadowCall<TInput, TOutput> call))
            {
                if (_isStopping)
                    return;
                pause = ShortestPause;
                if (_gate.IsOpen)
                    Answer(call);
                else
                    _tally.AddTooDear();
                continue;
            }

            // Polled: callers wake nobody, which would be a system call.
            if (_stopping.WaitOne(pause))
                return;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Answer(in ShadowCall<TInput, TOutput> call)
    {
        int stripe = 0;
        if (_version.Lease is { } lease && !lease.TryEnter(out stripe))
            return;
        try
        {
            AnswerHeld(call);
        }
        catch (Exception)
        {
            _tally.AddFailed(PicoUnits.Unknown); // its thread goes on
        }
        finally
        {
            _version.Lease?.Exit(stripe);
        }
    }

    [SkipLocalsInit]
    private void AnswerHeld(in ShadowCall<TInput, TOutput> call)
    {
        var buffer = new CaptureBuffer(stackalloc byte[CaptureBuffer.StackBytes]);
        PredictionFlags flags = _parts.Input.Capture(call.Input, ScopeOf(call.Sequence), ref buffer, out int numbers);
        long start = _clock.Now();
        try
        {
            TOutput value = Wait(_version.Predictor.PredictAsync(call.Input)).Value;
            long end = _clock.Now();
            double number = _parts.Output.Capture(value, ref buffer, ref flags);
            long cost = CostOf(end - start);
            _gate.Add(cost);
            _parts.Channel.Record(_version.Mark, new CallMark(PredictionStatus.Ok, flags), end, end - start, cost, number, numbers, buffer.Written);
            _tally.Add(EqualityComparer<TOutput>.Default.Equals(value, call.Output), _parts.Output.WatchedNumberOf(call.Output), number, call.Latency, end - start, cost);
        }
        catch (Exception fault)
        {
            long end = _clock.Now();
            buffer.AppendSection(SectionKind.ErrorType, fault.GetType().FullName ?? fault.GetType().Name, RecordingDefaults.MaximumTextBytes);
            long cost = CostOf(end - start);
            _gate.Add(cost);
            _parts.Channel.Record(_version.Mark, new CallMark(PredictionStatus.Failed, flags), end, end - start, cost, double.NaN, numbers, buffer.Written);
            _tally.AddFailed(cost);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private PredictionScope? ScopeOf(ulong primary) =>
        primary == 0 ? null : PredictionScope.Apart((PrimaryTag, new PredictionId(_version.Origin.Writer, primary).ToString()));

    private long CostOf(long latency)
    {
        try
        {
            return _parts.Cost.PicoUnitsOf(new CallUsage(_version.Origin.ToTimeSpan(latency))) is { } known and >= 0 ? known : PicoUnits.Unknown;
        }
        catch (Exception)
        {
            return PicoUnits.Unknown;
        }
    }

    private static Prediction<TOutput> Wait(ValueTask<Prediction<TOutput>> call) =>
        call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
}
