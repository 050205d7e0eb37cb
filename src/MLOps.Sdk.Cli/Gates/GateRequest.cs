using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.OnnxRuntime;

namespace MLOps.Sdk.Cli.Gates;

/// <summary>What to judge, and by what.</summary>
internal sealed record GateRequest
{
    /// <summary>The candidate's file or name, for messages.</summary>
    public required string CandidateName { get; init; }

    public required byte[] Candidate { get; init; }

    public string? ChampionName { get; init; }

    public byte[]? Champion { get; init; }

    public required string DataFile { get; init; }

    public required IReadOnlyList<string> Inputs { get; init; }

    public required string Label { get; init; }

    public required RowRange Rows { get; init; }

    public required IReadOnlyList<GateRule> Rules { get; init; }

    public required GateOptions Options { get; init; }

    /// <summary>Units of the currency for a second of compute, or null.</summary>
    public double? CostPerSecond { get; init; }

    public OnnxRuntimeOptions Onnx { get; init; } = new();
}
