using System.Globalization;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Benchmarks.Alarms;

/// <summary>One simulated stream and the alarm that watches it against 1,000 rows of the same kind.</summary>
internal sealed class SimulatedStream
{
    private const int ReferenceRows = 1_000;
    private readonly NumericAlarm? _numbers;
    private readonly CategoryAlarm? _categories;
    private readonly CategoryTable? _table;
    private readonly int[] _cells = [];
    private readonly int[] _bins = new int[RowsAhead.Rows];
    private readonly double[] _some = new double[RowsAhead.Rows];
    private readonly Wealth[] _wealth = new Wealth[RowsAhead.Rows];

    public SimulatedStream(StreamKind kind, Draws draws, AlarmOptions options)
    {
        double[] reference = new double[ReferenceRows];
        for (int i = 0; i < reference.Length; i++)
            reference[i] = draws.Next(kind);
        if (kind != StreamKind.Categorical)
        {
            _numbers = NumericAlarm.FromReference(reference, options);
            return;
        }

        CategoryBaseline baseline = CategoryBaseline.FromCounts(
            reference.GroupBy(NameOf).ToDictionary(group => group.Key, group => (long)group.Count()), missing: 0);
        _table = baseline.Table;
        _cells = [.. Enumerable.Range(0, 16).Select(category => _table.Find(System.Text.Encoding.UTF8.GetBytes(NameOf(category))))];
        _categories = CategoryAlarm.FromBaseline(baseline, options);
    }

    public EMixtureAlarm Alarm => _numbers?.Alarm ?? _categories!.Alarm;

    public bool Add(double value) => _numbers is not null ? _numbers.Add(value) : _categories!.Add(_cells[(int)value]);

    /// <summary>Takes in values as the pump does, some of them together; after an alarm of its own as well.</summary>
    public void AddAll(ReadOnlySpan<double> values)
    {
        while (!values.IsEmpty)
        {
            ReadOnlySpan<double> some = values[..Math.Min(values.Length, RowsAhead.Rows)];
            if (_numbers is not null)
                _numbers.Bins(some, _bins);
            else
                _categories!.Bins(Cells(some), _bins);
            values = values[Alarm.Take(_bins.AsSpan(0, some.Length), _wealth).Rows..];
        }
    }

    private ReadOnlySpan<double> Cells(ReadOnlySpan<double> categories)
    {
        for (int i = 0; i < categories.Length; i++)
            _some[i] = _cells[(int)categories[i]];
        return _some.AsSpan(0, categories.Length);
    }

    private static string NameOf(double category) => category.ToString(CultureInfo.InvariantCulture);
}
