using MLOps.Sdk.Drift.References;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>Rows of a CSV file by some of its columns, all of them numbers; of many rows a sample.</summary>
public static class CsvRowSample
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, plain or .gz, with a header row.</param>
    /// <param name="columns">The columns, in the order of a row.</param>
    /// <param name="options">How the file is read, or null for the defaults.</param>
    /// <exception cref="ReferenceException">The file cannot be read, a column is not there, or a value is no number.</exception>
    public static IReadOnlyList<double[]> Read(string path, IReadOnlyList<string> columns, CsvReferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int[]? places = null;
        double[] row = new double[columns.Count];
        var sample = new RowSample();
        CsvReference.ReadRows(path, options ?? new CsvReferenceOptions(), (reader, header) =>
        {
            places ??= [.. columns.Select(column => Array.IndexOf(header, column) is >= 0 and int place ? place : throw new ReferenceException($"'{path}' has no column '{column}'. Its columns are: {string.Join(", ", header)}."))];
            for (int i = 0; i < row.Length; i++)
            {
                if (!MissingText.TryNumber(reader.GetSpan(places[i]), out row[i]))
                    throw new ReferenceException($"'{path}', column '{columns[i]}': '{reader.GetString(places[i])}' is not a number. Leave the column out of what is watched together.");
            }

            sample.Add(row);
        });
        return sample.Rows;
    }
}
