using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>How ONNX models are loaded and called. Read when a model is loaded; later changes have no effect.</summary>
public sealed class OnnxRuntimeOptions
{
    /// <summary>The file or folder of the native library.</summary>
    /// <value>
    /// Default null: the app's own folders (where the package Microsoft.ML.OnnxRuntime puts it), then the environment variable
    /// MLOPS_ONNXRUNTIME, then the system. When set, no other place is tried. A relative path starts at the app's folder.
    /// </value>
    public string? LibraryPath { get; set; }

    /// <summary>Threads that work on one call.</summary>
    /// <value>
    /// Default 1: the call runs on the caller's thread alone, which serves many concurrent calls best. 0 lets the runtime take one
    /// per core; from 0 to 1,024.
    /// </value>
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>The name of the output that gives the value (or the probabilities).</summary>
    /// <value>
    /// Default null, which chooses: for numbers the only float or double output, or the one whose name contains "prob";
    /// for labels the only int64, int32, bool or string output, or the one whose name contains "label".
    /// </value>
    public string? Output { get; set; }

    /// <summary>Which value of a row is the prediction where the output has several per row, from 0.</summary>
    /// <value>Default null: the only one, or P(class 1) of a binary classifier. Used by float and double only.</value>
    public int? OutputColumn { get; set; }

    /// <summary>Whether cancelling stops a call that is already inside the model.</summary>
    /// <value>
    /// Default false: cancellation is looked at before the model is called and between the runs of a batch. True also tells the
    /// runtime to stop between two nodes of the graph, and costs a registration with each cancellable token: worth it for models
    /// that take milliseconds.
    /// </value>
    public bool CancelRunningCalls { get; set; }

    /// <summary>The most rows of a batch given to the model at once; longer batches take several runs.</summary>
    /// <value>
    /// Default 8,192; from 1 to 1,048,576. Each concurrent batch call keeps native buffers for so many rows at most
    /// (features × element size × rows).
    /// </value>
    public int MaxRowsPerRun { get; set; } = 8192;

    /// <exception cref="ModelLoadException">A value is out of range.</exception>
    internal void Validate()
    {
        if (IntraOpThreads is < 0 or > 1024)
            throw new ModelLoadException($"OnnxRuntimeOptions.IntraOpThreads is {IntraOpThreads}. It is from 0 (one per core) to 1,024.");
        if (MaxRowsPerRun is < 1 or > 1 << 20)
            throw new ModelLoadException($"OnnxRuntimeOptions.MaxRowsPerRun is {MaxRowsPerRun}. It is from 1 to 1,048,576.");
        if (OutputColumn is < 0)
            throw new ModelLoadException($"OnnxRuntimeOptions.OutputColumn is {OutputColumn}. It is a column of the output, from 0.");
    }
}
