using System.Collections.Immutable;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>The features of a record as one JSON object by name, in declared order.</summary>
internal static class FeatureJson
{
    private const int Braces = 2;
    private const int NullLength = 4;

    /// <summary>The most bytes that <see cref="Write"/> writes; a category's length field makes room for its quotes or null.</summary>
    public static int RoomFor(VersionColumns columns, in PredictionRecord record) =>
        Braces + columns.KeyBytes + record.Numbers.Length * JsonNumber.MaximumLength
        + record.Categories.ByteLength * JsonText.MaximumGrowth;

    /// <summary>
    /// Writes the object; features that could not be read are left out, missing values are null. Gives the bytes written.
    /// </summary>
    public static int Write(VersionColumns columns, in PredictionRecord record, Span<byte> destination)
    {
        ImmutableArray<FeatureDeclaration> features = columns.Version.Schema.Features;
        ReadOnlySpan<double> numbers = record.Numbers;
        TextList.Enumerator categories = record.Categories.GetEnumerator();
        bool hasCategories = record.Categories.Count > 0;

        int length = 0;
        for (int i = 0; i < features.Length; i++)
        {
            FeatureDeclaration feature = features[i];
            bool isNumber = feature.Kind == FeatureKind.Numeric;
            if (isNumber ? numbers.IsEmpty : !hasCategories)
                continue;

            ReadOnlySpan<byte> key = columns.Key(i);
            key.CopyTo(destination[length..]);
            length += key.Length;
            length += isNumber
                ? JsonNumber.Write(numbers[feature.Slot], destination[length..])
                : WriteNextCategory(ref categories, destination[length..]);
        }

        // Each key starts with a comma; the first of them gives its place to the brace.
        length = int.Max(length, 1);
        destination[0] = (byte)'{';
        destination[length] = (byte)'}';
        return length + 1;
    }

    private static int WriteNextCategory(ref TextList.Enumerator categories, Span<byte> destination)
    {
        if (categories.MoveNext() && !categories.IsNull)
            return JsonText.Write(categories.Current, destination);

        "null"u8.CopyTo(destination);
        return NullLength;
    }
}
