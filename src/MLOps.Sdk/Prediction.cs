using MLOps.Sdk.Cost;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk;

/// <summary>What a model predicted, and where it came from.</summary>
/// <typeparam name="T">What is predicted.</typeparam>
/// <remarks>Converts to <typeparamref name="T"/>. Immutable.</remarks>
public readonly struct Prediction<T>
{
    private readonly IPredictionAnnotator? _annotator;
    private readonly long _costPicoUnits;

    /// <summary>A prediction straight from a model, not recorded (yet).</summary>
    public Prediction(T value)
    {
        Value = value;
        _costPicoUnits = PicoUnits.Unknown;
    }

    internal Prediction(
        T value, PredictionId id, ServedVersion? version, PredictionVariant variant, long costPicoUnits, TimeSpan latency, IPredictionAnnotator? annotator)
    {
        Value = value;
        Id = id;
        ServedBy = version;
        Variant = variant;
        _costPicoUnits = costPicoUnits;
        Latency = latency;
        _annotator = annotator;
    }

    /// <summary>The output.</summary>
    public T Value { get; }

    /// <summary>The id in the log; <see cref="PredictionId.None"/> when the call was not recorded.</summary>
    public PredictionId Id { get; }

    /// <summary>The model's name, or null when not recorded.</summary>
    public string? Model => ServedBy?.Schema.Name;

    /// <summary>The version that answered, or null when not recorded.</summary>
    public string? Version => ServedBy?.Version;

    /// <summary>The part that version played.</summary>
    public PredictionVariant Variant { get; }

    /// <summary>The cost in units of the currency; null when no price is known.</summary>
    public decimal? Cost => PicoUnits.ToDecimal(_costPicoUnits);

    /// <summary>How long the model took.</summary>
    public TimeSpan Latency { get; }

    internal ServedVersion? ServedBy { get; }

    /// <summary>Records what the product did because of this prediction. Never throws, never waits.</summary>
    /// <param name="action">What was done, such as "block".</param>
    /// <param name="rule">The rule that decided it, such as "score >= 0.8".</param>
    public void RecordAction(string action, string? rule = null) => _annotator?.RecordAction(Id, action, rule);

    /// <summary>The output.</summary>
    public static implicit operator T(Prediction<T> prediction) => prediction.Value;

    /// <summary>A prediction straight from a model.</summary>
    public static implicit operator Prediction<T>(T value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => $"{Value} ({Model ?? "not recorded"} {Version})";
}
