namespace MLOps.Sdk.Statistics.Distances;

/// <summary>
/// Remembers p-values of <see cref="KolmogorovSmirnov"/>: windows of one size meet the same few hundred statistics again
/// and again, and each exact count takes up to milliseconds. Single owner; bounded.
/// </summary>
public sealed class KsPValueCache
{
    /// <summary>Below this nobody can act on a digit, so the approximation is kept where counting is slow: 1e-16.</summary>
    public const double ExactAbove = 1e-16;

    private const int Capacity = 8_192;
    private readonly Dictionary<(double Statistic, long ReferenceRows, long CurrentRows), double> _known = [];

    /// <summary>As <see cref="KolmogorovSmirnov.PValue"/> with <see cref="ExactAbove"/>.</summary>
    public double PValue(double statistic, long referenceRows, long currentRows)
    {
        if (double.IsNaN(statistic))
            return double.NaN;

        (double, long, long) key = (statistic, referenceRows, currentRows);
        if (_known.TryGetValue(key, out double value))
            return value;

        value = KolmogorovSmirnov.PValue(statistic, referenceRows, currentRows, ExactAbove);
        if (_known.Count == Capacity)
            _known.Clear();
        _known.Add(key, value);
        return value;
    }
}
