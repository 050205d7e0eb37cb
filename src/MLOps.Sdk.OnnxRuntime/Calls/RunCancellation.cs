namespace MLOps.Sdk.OnnxRuntime.Calls;

/// <summary>Stops a run when a token is cancelled. Without a token that can be, it is a plain run.</summary>
internal readonly struct RunCancellation : IDisposable
{
    private readonly CallSlot _slot;
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _registration;
    private readonly nint _runOptions;

    public RunCancellation(CallSlot slot, CancellationToken token)
    {
        _slot = slot;
        _token = token;
        if (!token.CanBeCanceled)
            return;
        _runOptions = slot.RunOptions;
        _registration = token.UnsafeRegister(static slot => ((CallSlot)slot!).Terminate(), slot);
    }

    /// <summary>Runs the model.</summary>
    /// <exception cref="OperationCanceledException">The run failed and the token is cancelled.</exception>
    public void Run(TensorFrame frame)
    {
        try
        {
            frame.Run(_slot.Session, _runOptions);
        }
        catch (OnnxRuntimeException) when (_token.IsCancellationRequested)
        {
            throw new OperationCanceledException(_token);
        }
    }

    /// <summary>Waits for a cancellation that is under way, so that it cannot stop the slot's next run.</summary>
    public void Dispose()
    {
        if (_runOptions == 0)
            return;
        _registration.Dispose();
        if (_token.IsCancellationRequested)
            _slot.AllowRuns();
    }
}
