using System.Text.Json.Serialization;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>What the pull found.</summary>
internal sealed record PulledData
{
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the training data, exclusive.</summary>
    public required DateTimeOffset TrainTo { get; init; }

    /// <summary>The start of the hold-out.</summary>
    public required DateTimeOffset Cut { get; init; }

    /// <summary>The end of the hold-out, exclusive.</summary>
    public required DateTimeOffset Until { get; init; }

    public required DateTimeOffset FirstRow { get; init; }

    public required DateTimeOffset LastRow { get; init; }

    public required long Predictions { get; init; }

    public required long TrainRows { get; init; }

    public required long HoldOutRows { get; init; }

    /// <summary>Of the training data.</summary>
    public required string Sha256 { get; init; }

    public required IReadOnlyList<PulledFeature> Features { get; init; }
}

/// <summary>A column of the training data.</summary>
internal sealed record PulledFeature(string Name, FeatureKind Kind);

/// <summary>What the training found.</summary>
internal sealed record TrainedData
{
    public required string Trainer { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required double Seconds { get; init; }

    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? CodeCommit { get; init; }
}

/// <summary>What the evaluation found.</summary>
internal sealed record EvaluatedData
{
    /// <summary>The version that the candidate was compared with, or null.</summary>
    public string? Champion { get; init; }

    /// <summary>"run again" or "as served"; null without a champion.</summary>
    public string? ChampionFrom { get; init; }

    public required int Rows { get; init; }

    /// <summary>Labelled rows that the champion did not answer, where it is judged by what it answered.</summary>
    public long LeftOut { get; init; }

    /// <summary>Rows of the hold-out that the champion may have been trained on, because its training data ends later; null when that is not known.</summary>
    public bool? ChampionKnowsHoldOut { get; init; }

    /// <summary>Of the candidate on the hold-out.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    public required string Sha256 { get; init; }
}

/// <summary>What the gate said.</summary>
internal sealed record GatedData(string Verdict, string Evidence);

/// <summary>What was registered.</summary>
internal sealed record RegisteredData(string Version);

/// <summary>How the trial ended.</summary>
internal sealed record TriedData(string Trial, string Verdict, string Reason);

/// <summary>What was promoted.</summary>
internal sealed record PromotedData(string Version, string? From);

/// <summary>JSON of what steps found, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PulledData))]
[JsonSerializable(typeof(TrainedData))]
[JsonSerializable(typeof(EvaluatedData))]
[JsonSerializable(typeof(GatedData))]
[JsonSerializable(typeof(RegisteredData))]
[JsonSerializable(typeof(TriedData))]
[JsonSerializable(typeof(PromotedData))]
internal sealed partial class StepJson : JsonSerializerContext;
