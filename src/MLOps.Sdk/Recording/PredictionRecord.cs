namespace MLOps.Sdk.Recording;

/// <summary>
/// One recorded prediction, read in place: the spans point into the channel and are valid until the method that was
/// given the record returns.
/// </summary>
public readonly ref struct PredictionRecord
{
    /// <summary>The prediction's id.</summary>
    public PredictionId Id { get; init; }

    /// <summary>The model and version that answered.</summary>
    public ServedVersion Version { get; init; }

    /// <summary>When the call started, in microseconds since 1970-01-01 UTC.</summary>
    public long TimeMicroseconds { get; init; }

    /// <summary>How long the model took, in nanoseconds of the monotonic clock.</summary>
    public long LatencyNanoseconds { get; init; }

    /// <summary>The cost in pico-units of the currency; null when no price is known.</summary>
    public long? CostPicoUnits { get; init; }

    /// <summary>How the call ended.</summary>
    public PredictionStatus Status { get; init; }

    /// <summary>The part the version played.</summary>
    public PredictionVariant Variant { get; init; }

    /// <summary>The numeric features in the order of their slots; NaN where missing. Empty when they could not be read.</summary>
    public ReadOnlySpan<double> Numbers { get; init; }

    /// <summary>The categorical features in the order of their slots; read with <see cref="TextList.Enumerator"/>.</summary>
    public TextList Categories { get; init; }

    /// <summary>Numbers and categories as the store's own formatter writes them; empty when nobody has done so ahead.</summary>
    public ReadOnlySpan<byte> FeatureText { get; init; }

    /// <summary>The output as a number; NaN when it has none.</summary>
    public double Output { get; init; }

    /// <summary>The output as a label, UTF-8; empty when it has none.</summary>
    public ReadOnlySpan<byte> OutputLabel { get; init; }

    /// <summary>The input as the model declared it to be recorded, UTF-8 (JSON or text); empty when not recorded.</summary>
    public ReadOnlySpan<byte> RawInput { get; init; }

    /// <summary>The output as the model declared it to be recorded, UTF-8 (JSON or text); empty when not recorded.</summary>
    public ReadOnlySpan<byte> RawOutput { get; init; }

    /// <summary>Whether <see cref="RawInput"/> or <see cref="RawOutput"/> was cut at the configured limit, or another text at 1,024 bytes.</summary>
    public bool Truncated { get; init; }

    /// <summary>The characters (UTF-16 code units) that <see cref="RawInput"/> had before it was cut; null when it was not, or is no text.</summary>
    public long? RawInputLength { get; init; }

    /// <summary>The SHA-256 of the whole of a <see cref="RawInput"/> that was cut, as UTF-8; empty unless asked for.</summary>
    public ReadOnlySpan<byte> RawInputHash { get; init; }

    /// <summary>The characters (UTF-16 code units) that <see cref="RawOutput"/> had before it was cut; null when it was not, or is no text.</summary>
    public long? RawOutputLength { get; init; }

    /// <summary>The SHA-256 of the whole of a <see cref="RawOutput"/> that was cut, as UTF-8; empty unless asked for.</summary>
    public ReadOnlySpan<byte> RawOutputHash { get; init; }

    /// <summary>Whether <see cref="RawInput"/> and <see cref="RawOutput"/> are no text but encrypted bytes, to be stored as they are.</summary>
    public bool PayloadsAreEncrypted { get; init; }

    /// <summary>Whether declared features or tags are missing because what reads them threw.</summary>
    public bool CaptureFailed { get; init; }

    /// <summary>Tags: keys and values in turn.</summary>
    public TextList Tags { get; init; }

    /// <summary>Whom the prediction is about, UTF-8; empty when not declared.</summary>
    public ReadOnlySpan<byte> Subject { get; init; }

    /// <summary>The W3C trace id, 16 bytes, or empty.</summary>
    public ReadOnlySpan<byte> TraceId { get; init; }

    /// <summary>The W3C span id, 8 bytes, or empty.</summary>
    public ReadOnlySpan<byte> SpanId { get; init; }

    /// <summary>The type name of the exception, UTF-8; empty unless the call failed.</summary>
    public ReadOnlySpan<byte> ErrorType { get; init; }
}
