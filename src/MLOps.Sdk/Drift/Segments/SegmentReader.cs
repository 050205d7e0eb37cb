using System.Globalization;
using System.Text;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Segments;

/// <summary>Reads what a prediction belongs to: a category, the text of a number, the hour of its week, or else a tag. Immutable.</summary>
internal sealed class SegmentReader
{
    /// <summary>Room for the text of any number.</summary>
    public const int Scratch = 32;

    private readonly FeatureDeclaration? _feature;
    private readonly byte[] _tag;
    private readonly bool _byHour;

    public SegmentReader(ModelSchema schema, string by)
    {
        _feature = schema.Features.FirstOrDefault(feature => feature.Name == by);
        _byHour = by == SegmentOptions.HourOfWeekName;
        _tag = Encoding.UTF8.GetBytes(by);
    }

    /// <summary>Reads the value, UTF-8; false when it is missing.</summary>
    /// <param name="record">The prediction.</param>
    /// <param name="scratch">At least <see cref="Scratch"/> bytes.</param>
    /// <param name="value">The value, in the record or in the scratch.</param>
    public bool TryRead(in PredictionRecord record, Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        if (_byHour)
        {
            value = HoursOfWeek.NameOf(record.TimeMicroseconds);
            return true;
        }

        if (_feature is null)
            return TryReadTag(record.Tags, out value);
        return _feature.Kind == FeatureKind.Categorical
            ? TryReadCategory(record.Categories, _feature.Slot, out value)
            : TryReadNumber(record.Numbers, _feature.Slot, scratch, out value);
    }

    private bool TryReadTag(TextList tags, out ReadOnlySpan<byte> value)
    {
        value = default;
        TextList.Enumerator texts = tags.GetEnumerator();
        while (texts.MoveNext())
        {
            bool found = texts.Current.SequenceEqual(_tag);
            if (!texts.MoveNext())
                return false;
            if (!found)
                continue;
            value = texts.Current;
            return !texts.IsNull;
        }

        return false;
    }

    private static bool TryReadCategory(TextList categories, int slot, out ReadOnlySpan<byte> value)
    {
        value = default;
        TextList.Enumerator texts = categories.GetEnumerator();
        for (int i = 0; i <= slot; i++)
        {
            if (!texts.MoveNext())
                return false;
        }

        value = texts.Current;
        return !texts.IsNull;
    }

    private static bool TryReadNumber(ReadOnlySpan<double> numbers, int slot, Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (slot >= numbers.Length || double.IsNaN(numbers[slot]) || !numbers[slot].TryFormat(scratch, out int length, provider: CultureInfo.InvariantCulture))
            return false;
        value = scratch[..length];
        return true;
    }
}
