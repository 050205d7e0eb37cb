using MLOps.Sdk.OnnxRuntime;

namespace MLOps.Sdk.Cli.Replay;

/// <summary>What to replay.</summary>
internal sealed record ReplayRequest
{
    /// <summary>The .onnx file.</summary>
    public required string ModelFile { get; init; }

    /// <summary>The CSV file with a header row; .gz is unpacked.</summary>
    public required string DataFile { get; init; }

    /// <summary>The columns that the model takes, in its order.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The column with the truth, which is recorded as the outcome of each prediction; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>The rows after which a truth arrives. Those that would arrive after the last row never do.</summary>
    public int LabelDelay { get; init; }

    /// <summary>The rows at the start that are the reference.</summary>
    public required int ReferenceRows { get; init; }

    /// <summary>The rows of a window.</summary>
    public required int WindowRows { get; init; }

    /// <summary>The store's directory.</summary>
    public required string Store { get; init; }

    /// <summary>The model's name in the registry and in the log.</summary>
    public required string Name { get; init; }

    /// <summary>Which output of the model is its prediction.</summary>
    public OnnxRuntimeOptions Onnx { get; init; } = new();
}
