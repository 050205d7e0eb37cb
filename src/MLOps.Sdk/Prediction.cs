using MLOps.Sdk.Cost;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk;

/// <summary>What a model predicted, and where it came from.</summary>
/// <typeparam name="T">What is predicted.</typeparam>
/// <remarks>Converts to <typeparamref name="T"/>. Immutable; small, because every call returns one.</remarks>
public readonly struct Prediction<T>
{
    private readonly ulong _sequence; // 0: not recorded
    private readonly PredictionOrigin? _origin;
    private readonly long _cost;
    private readonly long _latency;

    /// <summary>A prediction straight from a model, not recorded (yet).</summary>
    public Prediction(T value)
    {
        Value = value;
        _cost = PicoUnits.Unknown;
    }

    internal Prediction(T value, ulong sequence, PredictionOrigin origin, long cost, long latency)
    {
        Value = value;
        _sequence = sequence;
        _origin = origin;
        _cost = cost;
        _latency = latency;
    }

    /// <summary>The output.</summary>
    public T Value { get; }

    internal ulong Sequence => _sequence;

    internal long LatencyTicks => _latency;

    /// <summary>The id in the log; <see cref="PredictionId.None"/> when the call was not recorded.</summary>
    public PredictionId Id => _sequence == 0 ? PredictionId.None : new PredictionId(_origin!.Writer, _sequence);

    /// <summary>The model's name, or null straight from a model.</summary>
    public string? Model => _origin?.Version.Schema.Name;

    /// <summary>The version that answered, or null straight from a model.</summary>
    public string? Version => _origin?.Version.Version;

    /// <summary>The part that version played.</summary>
    public PredictionVariant Variant => _origin?.Variant ?? PredictionVariant.Champion;

    /// <summary>The cost in units of the currency; null when no price is known.</summary>
    public decimal? Cost => PicoUnits.ToDecimal(_cost);

    /// <summary>How long the model took.</summary>
    public TimeSpan Latency => _origin?.ToTimeSpan(_latency) ?? TimeSpan.Zero;

    /// <summary>Records what the product did because of this prediction. Never throws, never waits.</summary>
    /// <param name="action">What was done, such as "block".</param>
    /// <param name="rule">The rule that decided it, such as "score >= 0.8".</param>
    public void RecordAction(string action, string? rule = null) => _origin?.Annotator.RecordAction(Id, action, rule);

    /// <summary>The output.</summary>
    public static implicit operator T(Prediction<T> prediction) => prediction.Value;

    /// <summary>A prediction straight from a model.</summary>
    public static implicit operator Prediction<T>(T value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => _origin is null ? $"{Value} (not recorded)" : $"{Value} ({Model} {Version})";
}
