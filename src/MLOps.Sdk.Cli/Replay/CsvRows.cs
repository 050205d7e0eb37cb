using System.Text;
using CsvHelper;
using MLOps.Sdk.Drift.References;

namespace MLOps.Sdk.Cli.Replay;

/// <summary>Reads the rows of a CSV file once, in order: numbers in the invariant culture, exactly as the text says.</summary>
/// <remarks>Empty fields, NA and NaN are missing values, which are data.</remarks>
internal sealed class CsvRows : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly Stream _content;
    private readonly CsvReader _reader;
    private readonly int[] _inputs;
    private readonly int _label = -1;
    private readonly int[] _texts;

    /// <summary>Opens a file and finds its columns.</summary>
    /// <param name="path">The file; one that ends in .gz is unpacked.</param>
    /// <param name="inputs">The columns of numbers.</param>
    /// <param name="label">The column with the truth, or null.</param>
    /// <param name="texts">Columns that are read as text, or null for none.</param>
    /// <exception cref="CommandFault">There is no such file or column.</exception>
    public CsvRows(string path, IReadOnlyList<string> inputs, string? label, IReadOnlyList<string>? texts = null)
    {
        _path = path;
        _file = InputFile.Open(path, "The data file");
        _content = _file;
        try
        {
            _content = Guarded(() => DataFile.Unpack(_file));
            _reader = Guarded(() => CsvReader.Create(_content, new CsvReaderOptions { Separator = ',' }, leaveOpen: true));
            string[] header = [.. Guarded(() => _reader.Headers)];
            _inputs = [.. inputs.Select(name => ColumnOf(header, name, "--inputs"))];
            if (label is not null)
                _label = ColumnOf(header, label, "--label");
            _texts = [.. (texts ?? []).Select(name => ColumnOf(header, name, "A rule"))];
        }
        catch
        {
            _reader?.Dispose();
            _content.Dispose();
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The rows read so far.</summary>
    public long Count { get; private set; }

    /// <summary>The share of the file that is read, 0 to 1.</summary>
    public double Share => _file.Length == 0 ? 1 : (double)_file.Position / _file.Length;

    /// <summary>Reads the next row.</summary>
    /// <param name="into">Receives the inputs; NaN where missing.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="CommandFault">A field is not a number, or the row is short.</exception>
    public bool Read(Span<double> into)
    {
        if (!Guarded(_reader.Read))
            return false;

        Count++;
        for (int i = 0; i < _inputs.Length; i++)
            into[i] = NumberIn(_inputs[i]);
        return true;
    }

    /// <summary>The truth of the row at hand: a number, or a text, or neither when it is missing.</summary>
    public (double? Number, string? Text) ReadLabel()
    {
        if (_label < 0)
            return default;
        ReadOnlySpan<byte> field = FieldIn(_label);
        if (!MissingText.TryNumber(field, out double number))
            return (null, Encoding.UTF8.GetString(field));
        return double.IsNaN(number) ? default : (number, null);
    }

    /// <summary>A column of the row at hand as text.</summary>
    /// <param name="place">Its place among those asked for.</param>
    public string ReadText(int place) => Encoding.UTF8.GetString(FieldIn(_texts[place]));

    public void Dispose()
    {
        _reader.Dispose();
        _content.Dispose();
        _file.Dispose();
    }

    private double NumberIn(int column)
    {
        ReadOnlySpan<byte> field = FieldIn(column);
        return MissingText.TryNumber(field, out double value)
            ? value
            : throw new CommandFault($"Row {Count} of '{_path}', column '{_reader.Headers[column]}': '{Encoding.UTF8.GetString(field)}' is not a number. Numbers look like 1.5 or 2e-3; empty, NA and NaN are missing. Models of texts cannot be replayed.");
    }

    private ReadOnlySpan<byte> FieldIn(int column) => column < _reader.FieldCount
        ? _reader.GetSpan(column)
        : throw new CommandFault($"Row {Count} of '{_path}' has {_reader.FieldCount} fields, the header {_reader.Headers.Count}. Give every row a field for each column.");

    private int ColumnOf(string[] header, string name, string option)
    {
        int column = Array.IndexOf(header, name);
        return column >= 0
            ? column
            : throw new CommandFault($"{option} names '{name}', which is not a column of '{_path}'. {(header.Length == 0 ? "The file is empty." : $"Its columns are: {string.Join(", ", header)}.")}");
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is CsvFormatException or InvalidDataException)
        {
            throw new CommandFault($"'{_path}' is not CSV after row {Count}: {fault.Message} Correct or unpack the file.", fault);
        }
    }
}
