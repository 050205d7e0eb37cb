using MLOps.Sdk.OnnxRuntime.Inputs;
using MLOps.Sdk.OnnxRuntime.Native;
using MLOps.Sdk.OnnxRuntime.Outputs;

namespace MLOps.Sdk.OnnxRuntime.Calls;

/// <summary>The native values of one call, reused by the calls after it, so that a call creates nothing. Owned by one call at a time.</summary>
/// <remarks>
/// Where every output lies in memory of ours the values are bound once and runs go through the binding, which spares the runtime
/// the search for names (0.2 µs). A binding copies inputs to the device when they are bound, so this holds for sessions on the
/// CPU, and every session here is one.
/// </remarks>
internal sealed unsafe class TensorFrame(OrtRuntime runtime, InputPlan inputs, OutputPlan outputs) : IDisposable
{
    private readonly OrtApi _api = runtime.Api;
    private int _rows;

    // 0 while an output is the runtime's to allocate.
    private nint _binding;

    /// <summary>Whether a run has succeeded with the present outputs, so that a failing one is not their fault.</summary>
    private bool _isProven;

    public InputTensors Inputs { get; } = new(runtime, inputs);

    public OutputTensors Outputs { get; } = new(runtime, outputs);

    /// <summary>Makes room for a number of rows; keeps what it has when the number is the same.</summary>
    public void Resize(nint session, int rows)
    {
        if (rows != _rows)
            Recreate(session, rows);
    }

    /// <summary>Runs the model over the rows written.</summary>
    /// <exception cref="OnnxRuntimeException">The runtime refused.</exception>
    public void Run(nint session, nint runOptions)
    {
        nint status = _binding != 0 ? _api.TryRunBound(session, runOptions, _binding) : TryRun(session, runOptions);
        if (status != 0)
            Recover(status, session, runOptions);
        _isProven = true;
        if (Outputs.HasRuntimeOwned)
            Outputs.Locate();
    }

    /// <summary>The C API's Run with the present values and nothing else: what a call is measured against.</summary>
    internal nint TryRun(nint session, nint runOptions) => _api.TryRun(
        session, runOptions, Inputs.Names, Inputs.Values, (nuint)Inputs.Count, Outputs.Names, (nuint)Outputs.Count, Outputs.Values);

    public void Dispose()
    {
        _rows = 0;
        Unbind();
        Inputs.Release();
        Outputs.Release();
    }

    private void Recreate(nint session, int rows)
    {
        _rows = 0;
        _isProven = false;
        Unbind();
        Inputs.Resize(rows);
        Outputs.Resize(rows, preallocate: true);
        if (!Outputs.HasRuntimeOwned)
            Bind(session);
        _rows = rows;
    }

    private void Bind(nint session)
    {
        nint binding = 0;
        _api.CreateBinding(session, &binding);
        _binding = binding;
        for (int i = 0; i < Inputs.Count; i++)
            _api.BindInput(binding, Inputs.Names[i], Inputs.Values[i]);
        for (int i = 0; i < Outputs.Count; i++)
            _api.BindOutput(binding, Outputs.Names[i], Outputs.Values[i]);
    }

    private void Unbind()
    {
        if (_binding != 0)
            _api.ReleaseBinding(_binding);
        _binding = 0;
    }

    /// <summary>
    /// Models exist that declare other output shapes than they give. Before the first success a failure may be that: the run is
    /// tried once more with outputs that the runtime allocates, and what it then says is the truth.
    /// </summary>
    private void Recover(nint status, nint session, nint runOptions)
    {
        if (!_isProven && Outputs.HasPreallocated)
        {
            _api.ReleaseStatus(status);
            Unbind();
            Outputs.Resize(_rows, preallocate: false);
            status = TryRun(session, runOptions);
            if (status == 0)
                return;
        }

        // A failed run may have dropped bound values: the next call makes new ones.
        _rows = 0;
        throw _api.Failure(status);
    }
}
