using CsvHelper;
using MLOps.Sdk.Drift.References;

namespace MLOps.Sdk.Cli.Detection;

/// <summary>One column of a CSV file, read whole: numbers, or texts where one of its fields is no number.</summary>
/// <param name="Numbers">One for each row, NaN where missing; null when they are texts.</param>
/// <param name="Texts">One for each row, null where missing; null when they are numbers.</param>
internal sealed record CsvColumn(IReadOnlyList<double>? Numbers, IReadOnlyList<string?>? Texts)
{
    public int Count => Numbers?.Count ?? Texts!.Count;

    /// <summary>Reads a column.</summary>
    /// <param name="path">The file, CSV with a header; one that ends in .gz is unpacked.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="option">The option that named the file.</param>
    /// <exception cref="CommandFault">There is no such file or column, or the file is not CSV.</exception>
    public static CsvColumn Read(string path, string column, string option) =>
        ReadFields(path, column, option, static (ReadOnlySpan<byte> field, out double value) => MissingText.TryNumber(field, out value)) is { } numbers
            ? new CsvColumn(numbers, null)
            : new CsvColumn(null, ReadTexts(path, column, option));

    /// <summary>Reads a column of numbers.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<double> ReadNumbers(string path, string column, string option) => Read(path, column, option).Numbers
        ?? throw new CommandFault($"Column '{column}' of '{path}' holds texts that are no numbers. Numbers look like 1.5 or 2e-3; empty, NA and NaN are missing.");

    /// <summary>Every field as a text, null where missing.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<string?> ReadTexts(string path, string column, string option) => ReadFields(
        path, column, option, static (ReadOnlySpan<byte> field, out string? text) =>
        {
            text = MissingText.IsMissing(field) ? null : System.Text.Encoding.UTF8.GetString(field);
            return true;
        })!;

    private delegate bool FieldParser<T>(ReadOnlySpan<byte> field, out T value);

    /// <summary>All fields, or null at the first that the parser refuses.</summary>
    private static List<T>? ReadFields<T>(string path, string column, string option, FieldParser<T> parse)
    {
        using FileStream file = InputFile.Open(path, $"The file of {option}");
        var fields = new List<T>();
        try
        {
            using Stream content = DataFile.Unpack(file);
            using CsvReader reader = CsvReader.Create(content, new CsvReaderOptions { Separator = ',' }, leaveOpen: true);
            string[] header = [.. reader.Headers];
            int place = Array.IndexOf(header, column);
            if (place < 0)
                throw new CommandFault($"'{column}' is not a column of '{path}'. {(header.Length == 0 ? "The file is empty." : $"Its columns are: {string.Join(", ", header)}.")}");

            while (reader.Read())
            {
                if (place >= reader.FieldCount)
                    throw new CommandFault($"Row {fields.Count + 1} of '{path}' has {reader.FieldCount} fields, the header {header.Length}. Give every row a field for each column.");
                if (!parse(reader.GetSpan(place), out T value))
                    return null;
                fields.Add(value);
            }
        }
        catch (Exception fault) when (fault is CsvFormatException or InvalidDataException)
        {
            throw new CommandFault($"'{path}' is not CSV after row {fields.Count}: {fault.Message} Correct or unpack the file.", fault);
        }

        return fields;
    }
}
