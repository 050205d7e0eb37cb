using System.Buffers.Binary;
using System.Text;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

/// <summary>A record that a test can vary and append; its texts are bytes, as in the channel.</summary>
internal sealed record RecordDraft
{
    public const long Noon = 1_772_366_400_000_000;

    public static readonly ServedVersion Fraud = Serve("fraud", "v1", 0, ("amount", FeatureKind.Numeric), ("merchant", FeatureKind.Categorical), ("hour", FeatureKind.Numeric));

    public PredictionId Id { get; init; } = IdOf(1);

    public ServedVersion Version { get; init; } = Fraud;

    public long Time { get; init; } = Noon;

    public long LatencyNanoseconds { get; init; } = 1_500;

    public long? Cost { get; init; } = 200_000_000;

    public PredictionStatus Status { get; init; }

    public PredictionVariant Variant { get; init; }

    public double[] Numbers { get; init; } = [12.5, 3];

    public byte[]?[] Categories { get; init; } = ["books"u8.ToArray()];

    public double Output { get; init; } = 0.25;

    public byte[] OutputLabel { get; init; } = [];

    public byte[] RawInput { get; init; } = [];

    public byte[] RawOutput { get; init; } = [];

    public bool Truncated { get; init; }

    public bool CaptureFailed { get; init; }

    public byte[]?[] Tags { get; init; } = [];

    public byte[] Subject { get; init; } = [];

    public byte[] TraceId { get; init; } = [];

    public byte[] SpanId { get; init; } = [];

    public byte[] ErrorType { get; init; } = [];

    public static PredictionId IdOf(long number) => new(0x019AA3A25C1E_8D0F, 0x8000_0000_0000_0000 + (ulong)number);

    public static ServedVersion Serve(string model, string version, int ordinal, params (string, FeatureKind)[] features) =>
        new(new ModelSchema(model, features), version, ordinal);

    public static byte[]?[] Texts(params string?[] texts) => [.. texts.Select(text => text is null ? null : Encoding.UTF8.GetBytes(text))];

    public static byte[] Encode(byte[]?[] texts)
    {
        using var bytes = new MemoryStream();
        byte[] length = new byte[sizeof(int)];
        foreach (byte[]? text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text?.Length ?? -1);
            bytes.Write(length);
            bytes.Write(text ?? []);
        }

        return bytes.ToArray();
    }

    public void AppendTo(IPredictionStore store)
    {
        byte[] categories = Encode(Categories);
        byte[] tags = Encode(Tags);
        store.Append(new PredictionRecord
        {
            Id = Id,
            Version = Version,
            TimeMicroseconds = Time,
            LatencyNanoseconds = LatencyNanoseconds,
            CostPicoUnits = Cost,
            Status = Status,
            Variant = Variant,
            Numbers = Numbers,
            Categories = new TextList(categories, Categories.Length),
            Output = Output,
            OutputLabel = OutputLabel,
            RawInput = RawInput,
            RawOutput = RawOutput,
            Truncated = Truncated,
            CaptureFailed = CaptureFailed,
            Tags = new TextList(tags, Tags.Length),
            Subject = Subject,
            TraceId = TraceId,
            SpanId = SpanId,
            ErrorType = ErrorType,
        });
    }
}
