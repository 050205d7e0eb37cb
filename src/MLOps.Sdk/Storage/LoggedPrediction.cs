using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>A prediction as the log keeps it.</summary>
public sealed record LoggedPrediction
{
    /// <summary>The prediction's id.</summary>
    public required PredictionId Id { get; init; }

    /// <summary>When the call started.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version that answered.</summary>
    public required string Version { get; init; }

    /// <summary>The part that version played.</summary>
    public PredictionVariant Variant { get; init; }

    /// <summary>How the call ended.</summary>
    public PredictionStatus Status { get; init; }

    /// <summary>The features by name in declared order: a <see cref="double"/>, a <see cref="string"/>, or null when missing.</summary>
    public IReadOnlyDictionary<string, object?> Features { get; init; } = new Dictionary<string, object?>();

    /// <summary>The output as a number, or null.</summary>
    public double? Output { get; init; }

    /// <summary>The output as a label, or null.</summary>
    public string? OutputLabel { get; init; }

    /// <summary>How long the model took.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The cost in pico-units of the currency; null when no price is known.</summary>
    public long? CostPicoUnits { get; init; }

    /// <summary>The recorded input; null when there is none, or it is encrypted and could not be read (<see cref="RawInputProtection"/>).</summary>
    public string? RawInput { get; init; }

    /// <summary>That the recorded input is encrypted, and what came of reading it; null when it is not.</summary>
    public PayloadProtection? RawInputProtection { get; init; }

    /// <summary>What is known of a recorded text that was cut; null when it was not, or is no text.</summary>
    public CutPayload? RawInputCut { get; init; }

    /// <summary>The recorded output; null when there is none, or it is encrypted and could not be read (<see cref="RawOutputProtection"/>).</summary>
    public string? RawOutput { get; init; }

    /// <summary>That the recorded output is encrypted, and what came of reading it; null when it is not.</summary>
    public PayloadProtection? RawOutputProtection { get; init; }

    /// <summary>What is known of a recorded output text that was cut; null when it was not, or is no text.</summary>
    public CutPayload? RawOutputCut { get; init; }

    /// <summary>Whether the recorded input or output was cut at its limit, or a subject, tag or category at 1,024 bytes.</summary>
    public bool Truncated { get; init; }

    /// <summary>Whether declared features or tags are missing, because what reads them threw.</summary>
    public bool CaptureFailed { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Whom the prediction is about, or null.</summary>
    public string? Subject { get; init; }

    /// <summary>The W3C trace id in hexadecimal, or null.</summary>
    public string? TraceId { get; init; }

    /// <summary>The W3C span id in hexadecimal, or null.</summary>
    public string? SpanId { get; init; }

    /// <summary>Its place in the chain, from 1.</summary>
    public long Position { get; init; }

    /// <summary>The currency of its cost, or null when the process that recorded it did not say.</summary>
    public string? Currency { get; init; }

    /// <summary>The type of the exception, when the call failed.</summary>
    public string? ErrorType { get; init; }

    /// <summary>What the product did, newest last.</summary>
    public IReadOnlyList<LoggedAction> Actions { get; init; } = [];

    /// <summary>The truth as it arrived, newest last.</summary>
    public IReadOnlyList<LoggedOutcome> Outcomes { get; init; } = [];
}

/// <summary>A recorded text that was cut at its limit.</summary>
/// <param name="Characters">The characters (UTF-16 code units) of the whole.</param>
/// <param name="Sha256">The SHA-256 of the whole as UTF-8, 64 hexadecimal digits; null unless <see cref="RecordingOptions.HashCutPayloads"/> asked for it.</param>
public sealed record CutPayload(long Characters, string? Sha256);

/// <summary>What the product did because of a prediction.</summary>
/// <param name="Action">What was done, such as "block".</param>
/// <param name="Rule">The rule that decided it, or null.</param>
/// <param name="Time">When it was recorded.</param>
public sealed record LoggedAction(string Action, string? Rule, DateTimeOffset Time)
{
    /// <summary>The rule's threshold at that time, or null.</summary>
    public double? Threshold { get; init; }

    /// <summary>The person who decided, or null.</summary>
    public string? Reviewer { get; init; }

    /// <summary>The action that the person overrode, or null.</summary>
    public string? Overrides { get; init; }

    /// <summary>Its place in the chain, from 1.</summary>
    public long Position { get; init; }
}

/// <summary>The truth about a prediction.</summary>
/// <param name="Label">The label, or null.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Time">When it was recorded.</param>
public sealed record LoggedOutcome(string? Label, double? Value, DateTimeOffset Time)
{
    /// <summary>When it happened, or null when that is not known.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Who said so, or null.</summary>
    public string? Reviewer { get; init; }

    /// <summary>1 for the first that was said about the prediction, 2 for what took its place, and so on.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Its place in the chain, from 1. Before its prediction's place, it arrived before the prediction was stored.</summary>
    public long Position { get; init; }
}
