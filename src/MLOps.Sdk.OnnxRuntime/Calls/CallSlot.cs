using System.Runtime.InteropServices;
using MLOps.Sdk.OnnxRuntime.Inputs;
using MLOps.Sdk.OnnxRuntime.Native;
using MLOps.Sdk.OnnxRuntime.Outputs;

namespace MLOps.Sdk.OnnxRuntime.Calls;

/// <summary>What one call needs for itself: a frame for single rows, one for batches, and a way to stop the runtime.</summary>
/// <remarks>
/// It is one of the session's users, and a handle itself, so that native values and session are released even when a predictor
/// is forgotten instead of disposed. Its own count of users is not used: the state says who owns it.
/// </remarks>
internal sealed class CallSlot : SafeHandle
{
    private const int Free = 0;
    private const int Taken = 1;
    private const int Closed = 2;

    private readonly OrtRuntime _runtime;
    private readonly SessionHandle _session;
    private readonly Func<TensorFrame> _createFrame;
    private TensorFrame? _batch;
    private nint _runOptions;

    // Changed by Interlocked alone: whoever takes the slot owns every other field until it frees it.
    private int _state = Taken;

    /// <summary>A slot that is taken by its maker.</summary>
    /// <exception cref="ObjectDisposedException">The session is released or about to be.</exception>
    public CallSlot(OrtRuntime runtime, SessionHandle session, InputPlan inputs, OutputPlan outputs) : base(0, ownsHandle: true)
    {
        _runtime = runtime;
        _session = session;
        _createFrame = () => new TensorFrame(runtime, inputs, outputs);
        Single = _createFrame();
        bool counted = false;
        session.DangerousAddRef(ref counted);
        SetHandle(session.DangerousGetHandle());
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The session; valid as long as the slot is not closed, because the slot is one of its users.</summary>
    public nint Session => handle;

    /// <summary>Whether the slot serves further calls; otherwise it is closed after this one. Set by its maker, before another can take it.</summary>
    public bool IsKept { get; set; }

    /// <summary>For one row.</summary>
    public TensorFrame Single { get; }

    /// <summary>For many rows.</summary>
    public TensorFrame Batch => _batch ??= _createFrame();

    /// <summary>Options by which a run can be stopped.</summary>
    public unsafe nint RunOptions
    {
        get
        {
            if (_runOptions == 0)
            {
                nint options = 0;
                _runtime.Api.CreateRunOptions(&options);
                _runOptions = options;
            }

            return _runOptions;
        }
    }

    /// <summary>Takes the slot, if it is free.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Free) == Free;

    /// <summary>
    /// Frees a taken slot. The exchange is a full fence: the state is seen as free before the caller looks whether the slots
    /// are being closed, and whoever closes them looks at the states after having said so. One of the two closes the slot.
    /// </summary>
    public void Release() => Interlocked.Exchange(ref _state, Free);

    /// <summary>Closes the slot if it is free; a taken one is closed by whoever took it.</summary>
    public void CloseIfFree()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Free) == Free)
            Dispose();
    }

    /// <summary>Closes a slot that the caller has taken.</summary>
    public void CloseTaken()
    {
        Interlocked.Exchange(ref _state, Closed);
        Dispose();
    }

    /// <summary>Stops the run that is going on with <see cref="RunOptions"/>, from any thread.</summary>
    public void Terminate() => _runtime.Api.SetTerminate(_runOptions);

    /// <summary>Lets runs go on again.</summary>
    public void AllowRuns() => _runtime.Api.UnsetTerminate(_runOptions);

    protected override bool ReleaseHandle()
    {
        Single.Dispose();
        _batch?.Dispose();
        if (_runOptions != 0)
            _runtime.Api.ReleaseRunOptions(_runOptions);
        _session.DangerousRelease();
        return true;
    }
}
