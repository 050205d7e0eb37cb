using System.Text;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// Counts categories: those of the reference, all others together, and missing values. Counters over the same table add
/// and subtract exactly. Single owner; counting takes no memory.
/// </summary>
public sealed class CategoryCounter
{
    private readonly long[] _counts;

    /// <summary>An empty counter.</summary>
    public CategoryCounter(CategoryTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Table = table;
        _counts = new long[table.Count];
    }

    /// <summary>The categories that are counted.</summary>
    public CategoryTable Table { get; }

    /// <summary>The count of each cell: the categories in order, other, missing.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Values that the reference did not name.</summary>
    public long Other => _counts[Table.Other];

    /// <summary>Missing values.</summary>
    public long Missing => _counts[Table.Null];

    /// <summary>All values, missing ones included.</summary>
    public long Rows { get; private set; }

    /// <summary>Counts a category given as UTF-8.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        _counts[Table.Find(utf8)]++;
        Rows++;
    }

    /// <summary>Counts a category given as text; null is a missing value.</summary>
    public void Add(string? category)
    {
        if (category is null)
            AddMissing();
        else
            Add(Encoding.UTF8.GetBytes(category));
    }

    /// <summary>Counts a missing value.</summary>
    public void AddMissing()
    {
        _counts[Table.Null]++;
        Rows++;
    }

    /// <summary>Adds what another counter counted.</summary>
    /// <exception cref="ArgumentException">It counts other categories.</exception>
    public void Add(CategoryCounter other) => Combine(other, 1);

    /// <summary>Takes away what was added before.</summary>
    /// <exception cref="ArgumentException">It counts other categories.</exception>
    public void Subtract(CategoryCounter other) => Combine(other, -1);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Rows = 0;
    }

    /// <summary>Adds to one cell: for profiles stored as text.</summary>
    internal void AddTo(int cell, long count)
    {
        _counts[cell] += count;
        Rows += count;
    }

    private void Combine(CategoryCounter other, int sign)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Table.SameAs(other.Table))
            throw new ArgumentException($"The counters count different categories ({Table.Categories.Length} and {other.Table.Categories.Length}). Only counters over one reference combine.", nameof(other));

        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += sign * other._counts[i];
        Rows += sign * other.Rows;
    }
}
