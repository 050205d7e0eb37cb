using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>Collects the values of one column. Single owner.</summary>
internal sealed class ColumnReader(string name, FeatureKind kind)
{
    private readonly List<double> _numbers = [];
    private readonly Dictionary<string, long> _categories = new(StringComparer.Ordinal);
    private long _rows;
    private long _missing;
    private long _notNumbers;
    private long _repeats;
    private int _run;
    private int _longestRun;
    private string? _before;

    /// <summary>Adds the text of a field.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        _rows++;
        if (kind == FeatureKind.Numeric)
        {
            bool number = MissingText.TryNumber(text, out double value);
            _numbers.Add(number ? value : double.NaN);
            _notNumbers += number ? 0 : 1;
        }
        else
        {
            AddCategory(MissingText.IsMissing(text) ? null : Encoding.UTF8.GetString(text));
        }
    }

    /// <summary>Adds a value as the log keeps it: a number, a text or null.</summary>
    public void Add(object? value)
    {
        if (value is string text)
        {
            Add(Encoding.UTF8.GetBytes(text));
            return;
        }

        _rows++;
        if (kind == FeatureKind.Categorical)
            AddCategory((value as double?)?.ToString("R", CultureInfo.InvariantCulture));
        else
            _numbers.Add(value as double? ?? double.NaN);
    }

    /// <summary>Adds missing values until there are so many rows.</summary>
    public void AddMissing(long rows)
    {
        for (; _rows < rows; _rows++)
        {
            if (kind == FeatureKind.Numeric)
                _numbers.Add(double.NaN);
            else
                _missing++;
        }
    }

    public Column Build() => kind == FeatureKind.Numeric
        ? Column.OfNumbers(name, [.. _numbers], _notNumbers)
        : Column.OfCategories(name, _categories, _missing, _repeats, _longestRun);

    private void AddCategory(string? category)
    {
        if (category is null)
        {
            _missing++;
            _run = 0;
            return;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_categories, category, out _)++;
        bool again = string.Equals(category, _before, StringComparison.Ordinal);
        _repeats += again ? 1 : 0;
        _run = again ? _run + 1 : 1;
        _longestRun = Math.Max(_longestRun, _run);
        _before = category;
    }
}
