using CsvHelper;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>A CSV file with a header row, plain or .gz, read by column. Empty fields, NA and NaN are missing values.</summary>
public sealed class CsvTable
{
    private readonly string _path;
    private readonly Lazy<string[]> _header;

    /// <summary>Names a file; it is opened when it is read.</summary>
    public CsvTable(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = path;
        _header = new(ReadHeader);
    }

    /// <summary>The names of the columns, in their order; a column without a name has an empty one.</summary>
    /// <exception cref="ReferenceException">The file cannot be read, or is empty.</exception>
    public IReadOnlyList<string> Header => _header.Value;

    /// <summary>What the columns hold: a number when every value that is there reads as one, a category when one does not, null when none is there.</summary>
    /// <param name="columns">Columns of the header.</param>
    /// <exception cref="ReferenceException">The file cannot be read, or has no such column.</exception>
    public IReadOnlyDictionary<string, FeatureKind?> GuessKinds(IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int[] places = [.. columns.Select(Place)];
        var kinds = new FeatureKind?[places.Length];
        Read(reader =>
        {
            long row = 0;
            while (reader.Read())
            {
                Require(reader, ++row);
                for (int i = 0; i < places.Length; i++)
                {
                    if (kinds[i] == FeatureKind.Categorical)
                        continue;
                    ReadOnlySpan<byte> text = reader.GetSpan(places[i]);
                    if (MissingText.IsMissing(text))
                        continue;
                    kinds[i] = MissingText.TryNumber(text, out _) ? FeatureKind.Numeric : FeatureKind.Categorical;
                }
            }

            return row;
        });
        return columns.Zip(kinds).ToDictionary(static pair => pair.First, static pair => pair.Second);
    }

    /// <summary>Reads columns.</summary>
    /// <param name="columns">Columns of the header, each as a number or a category.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReferenceException">The file cannot be read, or has no such column.</exception>
    public ColumnTable Read(IReadOnlyList<(string Name, FeatureKind Kind)> columns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int[] places = [.. columns.Select(column => Place(column.Name))];
        ColumnReader[] readers = [.. columns.Select(static column => new ColumnReader(column.Name, column.Kind))];
        var seen = new HashSet<ulong>();
        long rows = Read(reader =>
        {
            long row = 0;
            while (reader.Read())
            {
                if ((++row & 0xFFF) == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                Require(reader, row);
                ulong hash = 0;
                for (int i = 0; i < places.Length; i++)
                {
                    ReadOnlySpan<byte> field = reader.GetSpan(places[i]);
                    readers[i].Add(field);
                    hash = RowHash.Add(hash, field);
                }

                seen.Add(hash);
            }

            return row;
        });
        return new ColumnTable(_path, rows, [.. readers.Select(static reader => reader.Build())]) { Duplicates = rows - seen.Count };
    }

    private void Require(CsvReader reader, long row)
    {
        if (reader.FieldCount < Header.Count)
            throw new ReferenceException($"Row {row} of '{_path}' has {reader.FieldCount} fields, the header {Header.Count}. Give every row a field for each column.");
    }

    private int Place(string name)
    {
        int place = Array.IndexOf(_header.Value, name);
        return place >= 0
            ? place
            : throw new ReferenceException($"'{_path}' has no column '{name}'. Its columns are: {string.Join(", ", Header)}.");
    }

    private string[] ReadHeader()
    {
        string[] header = Read(static reader => reader.Headers.ToArray());
        return header.Length > 0
            ? header
            : throw new ReferenceException($"'{_path}' is empty: there is no header row, so nothing can be said of it. Give a CSV file whose first row names the columns.");
    }

    private T Read<T>(Func<CsvReader, T> read)
    {
        try
        {
            using FileStream file = File.OpenRead(_path);
            using Stream content = DataFile.Unpack(file);
            using CsvReader reader = CsvReader.Create(content, new CsvReaderOptions { Separator = ',' }, leaveOpen: true);
            return read(reader);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or CsvFormatException)
        {
            string reason = Path.Exists(_path) ? fault.Message : $"there is no file '{Path.GetFullPath(_path)}'.";
            throw new ReferenceException($"'{_path}' cannot be read: {reason} Give the path of a CSV file with a header row, plain or .gz.", fault);
        }
    }
}
