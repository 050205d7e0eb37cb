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

    private static string NameOf(double category) => category.ToString(CultureInfo.InvariantCulture);
}
