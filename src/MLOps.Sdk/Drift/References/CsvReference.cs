using CsvHelper;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.References;

/// <summary>Reads references from CSV: a header row, columns found by feature name, numbers in the invariant culture.</summary>
/// <remarks>Empty fields, NA and NaN are missing values. Columns that the model does not declare are passed over.</remarks>
public static class CsvReference
{
    /// <summary>Reads a file; one that ends in .gz is unpacked.</summary>
    /// <exception cref="ReferenceException">No file, no rows, a declared column missing, or a number that is none.</exception>
    public static ReferenceProfile Read(ModelSchema schema, string path, CsvReferenceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Open(path, content => Read(schema, content, path, options));
    }

    /// <summary>Shows each row of a file, and the names of its columns.</summary>
    /// <exception cref="ReferenceException">No file, or no CSV.</exception>
    internal static void ReadRows(string path, CsvReferenceOptions options, Action<CsvReader, string[]> onRow) => Open(path, content =>
    {
        using CsvReader reader = CsvReader.Create(content, new CsvReaderOptions { Separator = options.Separator }, leaveOpen: true);
        try
        {
            string[] columns = [.. reader.Headers];
            long rows = 0;
            while (rows++ < (options.Rows ?? long.MaxValue) && reader.Read())
                onRow(reader, columns);
            return rows;
        }
        catch (CsvFormatException fault)
        {
            throw new ReferenceException($"The reference '{path}' is not CSV: {fault.Message}", fault);
        }
    });

    private static T Open<T>(string path, Func<Stream, T> read)
    {
        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ReferenceException($"The reference '{path}' cannot be read: {fault.Message} Give the path of a CSV file with a header row.", fault);
        }

        using (file)
        {
            try
            {
                using Stream content = DataFile.Unpack(file);
                return read(content);
            }
            catch (InvalidDataException fault)
            {
                throw new ReferenceException($"The reference '{path}' cannot be unpacked: {fault.Message} Write it again, or give the unpacked file.", fault);
            }
        }
    }

    /// <summary>Reads CSV in UTF-8, or in what its byte order mark says. The stream stays open.</summary>
    /// <param name="schema">The model's features.</param>
    /// <param name="content">The CSV, header first.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="options">How to read it, or null for the defaults.</param>
    /// <exception cref="ReferenceException">No rows, a declared column missing, or a number that is none.</exception>
    public static ReferenceProfile Read(ModelSchema schema, Stream content, string source, CsvReferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(content);
        options ??= new CsvReferenceOptions();
        if (options.Rows < 1)
            throw new ReferenceException($"{nameof(CsvReferenceOptions)}.{nameof(options.Rows)} is {options.Rows}; a reference has at least one row.");

        using CsvReader reader = CsvReader.Create(content, new CsvReaderOptions { Separator = options.Separator }, leaveOpen: true);
        try
        {
            return Read(schema, reader, source, options);
        }
        catch (CsvFormatException fault)
        {
            throw new ReferenceException($"The reference '{source}' is not CSV: {fault.Message}", fault);
        }
    }

    private static ReferenceProfile Read(ModelSchema schema, CsvReader reader, string source, CsvReferenceOptions options)
    {
        var builder = new ReferenceBuilder(schema, options.Cells);
        if (reader.Headers.Count == 0)
            throw new ReferenceException($"The reference '{source}' is empty. Its first row names the columns, the others hold the values.");

        var columns = new CsvColumns(schema, [.. reader.Headers], source, options);
        while (builder.Rows < (options.Rows ?? long.MaxValue) && reader.Read())
            columns.AddTo(builder, reader);
        if (builder.Rows == 0)
            throw new ReferenceException($"The reference '{source}' has a header and no rows. Add at least one row, better a thousand.");
        return builder.Build();
    }
}
