using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>The values of one column in a stretch of data: numbers in their order, or categories counted. Not changed after it was made.</summary>
public sealed class Column
{
    private readonly double[] _numbers;

    private Column(string name, FeatureKind kind, long rows, long missing, double[] numbers, IReadOnlyDictionary<string, long> categories)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Kind = kind;
        Rows = rows;
        Missing = missing;
        _numbers = numbers;
        Categories = categories;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Number or category.</summary>
    public FeatureKind Kind { get; }

    /// <summary>All rows, those with a missing value included.</summary>
    public long Rows { get; }

    /// <summary>Rows without a value; of a number also those whose text is not one.</summary>
    public long Missing { get; }

    /// <summary>Rows of a number whose text is not one: the column changed its type.</summary>
    public long NotNumbers { get; private init; }

    /// <summary>The numbers in the order of the rows, NaN where missing; empty for a category.</summary>
    public ReadOnlySpan<double> Numbers => _numbers;

    /// <summary>Rows of a category that are equal to the row before; null where the order of rows is not known.</summary>
    public long? Repeats { get; private init; }

    /// <summary>The most rows in a row with the same value; null where the order of rows is not known.</summary>
    public int? LongestRun { get; private init; }

    /// <summary>How often each category is there; empty for a number.</summary>
    public IReadOnlyDictionary<string, long> Categories { get; }

    /// <summary>A column of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">The values in the order of the rows, NaN where missing; owned by the column from now on.</param>
    /// <param name="notNumbers">How many of the missing ones were texts.</param>
    public static Column OfNumbers(string name, double[] values, long notNumbers = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        long missing = 0;
        int run = 0;
        int longest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // Adding zero makes −0 and +0 one value.
            values[i] += 0.0;
            missing += double.IsNaN(values[i]) ? 1 : 0;
            run = double.IsNaN(values[i]) ? 0 : i > 0 && values[i] == values[i - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return new Column(name, FeatureKind.Numeric, values.Length, missing, values, new Dictionary<string, long>()) { NotNumbers = notNumbers, LongestRun = longest };
    }

    /// <summary>A column of categories.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="counts">How often each is there; owned by the column from now on.</param>
    /// <param name="missing">Rows without one.</param>
    /// <param name="repeats">Rows that are equal to the row before; null where that is not known.</param>
    /// <param name="longestRun">The most rows in a row with the same category; null where that is not known.</param>
    public static Column OfCategories(string name, IReadOnlyDictionary<string, long> counts, long missing, long? repeats = null, int? longestRun = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        long rows = missing;
        foreach (long count in counts.Values)
            rows += count;
        return new Column(name, FeatureKind.Categorical, rows, missing, [], counts) { Repeats = repeats, LongestRun = longestRun };
    }

    /// <summary>The reference that the column makes.</summary>
    /// <param name="name">The signal's name.</param>
    /// <param name="bins">Bins of numbers before duplicate edges are removed, 2 or more.</param>
    public SignalReference ToReference(string name, int bins = 10) => Kind == FeatureKind.Numeric
        ? SignalReference.Of(name, NumericBaseline.FromValues(Numbers, bins)) with { Autocorrelation = LongestRun is null ? null : RankCorrelation.OfNeighbours(Numbers) }
        : SignalReference.Of(name, CategoryBaseline.FromCounts(Categories, Missing));

    /// <summary>
    /// The column that a profile remembers: each value at its cut, those of a gap at their mean. Exact where the profile
    /// cuts at every distinct value; what it pooled as "other" is missing from the categories.
    /// </summary>
    /// <exception cref="ReferenceException">The signal counts more rows than an array holds.</exception>
    public static Column FromReference(SignalReference signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return signal.Numeric is { } numeric
            ? Unordered(OfNumbers(signal.Name, ValuesOf(signal.Name, numeric.Counter)))
            : FromCategories(signal.Name, signal.Categorical!.Counter);
    }

    private static Column Unordered(Column sorted) =>
        new(sorted.Name, sorted.Kind, sorted.Rows, sorted.Missing, sorted._numbers, sorted.Categories);

    private static Column FromCategories(string name, CategoryCounter counter)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < counter.Table.Other; i++)
            counts[counter.Table.Categories[i]] = counter.Counts[i];
        return OfCategories(name, counts, counter.Missing);
    }

    private static double[] ValuesOf(string name, NumericCounter counter)
    {
        if (counter.Rows > Array.MaxLength)
            throw new ReferenceException($"The reference of '{name}' counts {counter.Rows} rows; columns are compared up to {Array.MaxLength}. Compare windows of the log instead.");

        double[] values = new double[counter.Rows];
        Span<double> rest = values;
        rest = Fill(rest, counter.NegativeInfinities, double.NegativeInfinity);
        for (int cell = 0; cell < counter.Cells.Count; cell++)
        {
            long count = counter.CountOf(cell);
            if (count > 0)
                rest = Fill(rest, count, cell % 2 == 1 ? counter.Cells.Cuts[cell / 2] : counter.GapMean(cell / 2));
        }

        rest = Fill(rest, counter.PositiveInfinities, double.PositiveInfinity);
        rest.Fill(double.NaN);
        return values;
    }

    private static Span<double> Fill(Span<double> values, long count, double value)
    {
        values[..(int)count].Fill(value);
        return values[(int)count..];
    }
}
