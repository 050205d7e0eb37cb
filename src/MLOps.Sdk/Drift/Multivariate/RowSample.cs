namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>At most so many rows of a stream, each with the same chance (Vitter 1985, algorithm R); the same rows give the same sample. Single owner.</summary>
public sealed class RowSample
{
    /// <summary>The rows that are kept of a reference: 10,000.</summary>
    public const int DefaultRows = 10_000;

    private readonly List<double[]> _rows = [];
    private readonly int _most;
    private readonly Random _random = new(1);
    private long _seen;

    /// <summary>An empty sample.</summary>
    /// <param name="most">The most rows, 1 or more.</param>
    public RowSample(int most = DefaultRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _most = most;
    }

    /// <summary>The rows that were kept.</summary>
    public IReadOnlyList<double[]> Rows => _rows;

    /// <summary>Takes in a row; the values are copied when it is kept.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        _seen++;
        if (_rows.Count < _most)
            _rows.Add(row.ToArray());
        else if (_random.NextInt64(_seen) is var place && place < _most)
            row.CopyTo(_rows[(int)place]);
    }
}
