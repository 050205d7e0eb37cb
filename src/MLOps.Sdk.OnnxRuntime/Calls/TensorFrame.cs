using MLOps.Sdk.OnnxRuntime.Inputs;
using MLOps.Sdk.OnnxRuntime.Native;
using MLOps.Sdk.OnnxRuntime.Outputs;

namespace MLOps.Sdk.OnnxRuntime.Calls;

/// <summary>The native values of one call, reused by the calls after it, so that a call creates nothing. Owned by one call at a time.</summary>
internal sealed unsafe class TensorFrame(OrtRuntime runtime, InputPlan inputs, OutputPlan outputs) : IDisposable
{
    private readonly OrtApi _api = runtime.Api;
    private int _rows;

    /// <summary>Whether a run has succeeded with the present outputs, so that a failing one is not their fault.</summary>
    private bool _isProven;

    public InputTensors Inputs { get; } = new(runtime, inputs);

    public OutputTensors Outputs { get; } = new(runtime, outputs);

    /// <summary>Makes room for a number of rows; keeps what it has when the number is the same.</summary>
    public void Resize(int rows)
    {
        if (rows == _rows)
            return;

        _rows = 0;
        _isProven = false;
        Inputs.Resize(rows);
        Outputs.Resize(rows, preallocate: true);
        _rows = rows;
    }

    /// <summary>Runs the model over the rows written.</summary>
    /// <exception cref="OnnxRuntimeException">The runtime refused.</exception>
    public void Run(nint session, nint runOptions)
    {
        nint status = TryRun(session, runOptions);
        if (status != 0)
            Recover(status, session, runOptions);
        _isProven = true;
        if (Outputs.HasRuntimeOwned)
            Outputs.Locate();
    }

    /// <summary>The C API's own call with the present values, and nothing else: what a call is measured against.</summary>
    internal nint TryRun(nint session, nint runOptions) => _api.TryRun(
        session, runOptions, Inputs.Names, Inputs.Values, (nuint)Inputs.Count, Outputs.Names, (nuint)Outputs.Count, Outputs.Values);

    public void Dispose()
    {
        _rows = 0;
        Inputs.Release();
        Outputs.Release();
    }

    /// <summary>
    /// Models exist that declare other output shapes than they give. Before the first success a failure may be that: the run is
    /// tried once more with outputs that the runtime allocates, and what it then says is the truth.
    /// </summary>
    private void Recover(nint status, nint session, nint runOptions)
    {
        if (_isProven || !Outputs.HasPreallocated)
            throw _api.Failure(status);

        _api.ReleaseStatus(status);
        Outputs.Resize(_rows, preallocate: false);
        status = TryRun(session, runOptions);
        if (status == 0)
            return;

        // The shapes were not at fault: the next call preallocates again.
        _rows = 0;
        throw _api.Failure(status);
    }
}
