using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>Logged predictions as the records that they were, for monitors that missed them. Single owner.</summary>
/// <param name="schema">The model's features; one that was logged as another kind, or not at all, is missing.</param>
internal sealed class LoggedRecords(ModelSchema schema)
{
    private readonly double[] _numbers = new double[schema.NumericCount];
    private readonly string?[] _texts = new string?[schema.CategoricalCount];
    private readonly ArrayBufferWriter<byte> _categories = new();
    private readonly ArrayBufferWriter<byte> _tags = new();

    /// <summary>A prediction's record, valid until the next one.</summary>
    public PredictionRecord Of(LoggedPrediction prediction, ServedVersion version)
    {
        foreach (FeatureDeclaration feature in schema.Features)
        {
            object? value = prediction.Features.GetValueOrDefault(feature.Name);
            if (feature.Kind == FeatureKind.Numeric)
                _numbers[feature.Slot] = value as double? ?? double.NaN;
            else
                _texts[feature.Slot] = value as string;
        }

        _categories.ResetWrittenCount();
        foreach (string? text in _texts)
            Write(_categories, text);
        _tags.ResetWrittenCount();
        foreach ((string key, string value) in prediction.Tags)
        {
            Write(_tags, key);
            Write(_tags, value);
        }

        bool read = prediction.Features.Count > 0; // else they could not be read
        return new PredictionRecord
        {
            Id = prediction.Id,
            Version = version,
            Status = prediction.Status,
            Variant = prediction.Variant,
            TimeMicroseconds = (prediction.Time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            Numbers = read ? _numbers : default,
            Categories = read ? new TextList(_categories.WrittenSpan, _texts.Length) : default,
            Output = prediction.Output ?? double.NaN,
            OutputLabel = Encoding.UTF8.GetBytes(prediction.OutputLabel ?? ""),
            RawInput = Encoding.UTF8.GetBytes(prediction.RawInput ?? ""),
            RawOutput = Encoding.UTF8.GetBytes(prediction.RawOutput ?? ""),
            Truncated = prediction.Truncated,
            Tags = new TextList(_tags.WrittenSpan, 2 * prediction.Tags.Count),
        };
    }

    private static void Write(ArrayBufferWriter<byte> list, string? text)
    {
        int length = text is null ? -1 : Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteInt32LittleEndian(list.GetSpan(sizeof(int)), length);
        list.Advance(sizeof(int));
        if (length > 0)
            list.Advance(Encoding.UTF8.GetBytes(text, list.GetSpan(length)));
    }
}
