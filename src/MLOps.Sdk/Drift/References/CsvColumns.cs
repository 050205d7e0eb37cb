using CsvHelper;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.References;

/// <summary>Where a model's features stand in the rows of one CSV file.</summary>
internal sealed class CsvColumns
{
    private readonly string[] _header;
    private readonly string _source;
    private readonly int[] _numberColumns;
    private readonly int[] _categoryColumns;
    private readonly int _outputColumn;
    private readonly FeatureKind _outputKind;
    private readonly double[] _numbers;
    private readonly string?[] _categories;

    public CsvColumns(ModelSchema schema, string[] header, string source, CsvReferenceOptions options)
    {
        _header = header;
        _source = source;
        _numberColumns = new int[schema.NumericCount];
        _categoryColumns = new int[schema.CategoricalCount];
        _numbers = new double[schema.NumericCount];
        _categories = new string?[schema.CategoricalCount];
        foreach (FeatureDeclaration feature in schema.Features)
            (feature.Kind == FeatureKind.Numeric ? _numberColumns : _categoryColumns)[feature.Slot] = Column(feature.Name, $"Model '{schema.Name}' declares the feature");
        _outputColumn = options.OutputColumn is null
            ? Array.IndexOf(header, ReferenceProfile.OutputSignal)
            : Column(options.OutputColumn, "The output is to be read from");
        _outputKind = options.OutputKind;
    }

    /// <summary>Adds the row that the reader stands on.</summary>
    public void AddTo(ReferenceBuilder builder, CsvReader row)
    {
        if (row.FieldCount < _header.Length)
            throw new ReferenceException($"Row {builder.Rows + 1} of '{_source}' has {row.FieldCount} fields, the header {_header.Length}. Give every row a field for each column.");

        for (int i = 0; i < _numberColumns.Length; i++)
            _numbers[i] = Number(row, _numberColumns[i], builder.Rows);
        for (int i = 0; i < _categoryColumns.Length; i++)
            _categories[i] = Category(row, _categoryColumns[i]);
        bool numeric = _outputKind == FeatureKind.Numeric;
        builder.Add(
            _numbers,
            _categories,
            _outputColumn >= 0 && numeric ? Number(row, _outputColumn, builder.Rows) : double.NaN,
            _outputColumn >= 0 && !numeric ? Category(row, _outputColumn) : null);
    }

    private double Number(CsvReader row, int column, long rowsBefore) => MissingText.TryNumber(row.GetSpan(column), out double value)
        ? value
        : throw new ReferenceException($"Row {rowsBefore + 1} of '{_source}', column '{_header[column]}': '{row.GetString(column)}' is not a number. Numbers look like 1.5 or 2e-3; empty, NA and NaN are missing. Or declare the feature as a category.");

    private static string? Category(CsvReader row, int column) => MissingText.IsMissing(row.GetSpan(column)) ? null : row.GetString(column);

    private int Column(string name, string why)
    {
        int column = Array.IndexOf(_header, name);
        return column >= 0
            ? column
            : throw new ReferenceException($"{why} '{name}', which is not a column of '{_source}'. Its columns are: {string.Join(", ", _header)}.");
    }
}
