using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// An <see cref="EMixtureAlarm"/> for a category: the reference's categories, one bin for all others, one for missing
/// values. Single owner.
/// </summary>
/// <remarks>
/// Which categories have a bin is decided by rows that are held out. Were it decided by the rows that are counted, no
/// counted row could be a category without a bin, while the stream has some of those even when nothing changes: a
/// category of many rare values would alarm.
/// </remarks>
public sealed class CategoryAlarm
{
    /// <summary>The most categories with a bin of their own: 1,000, the most frequent.</summary>
    public const int MaximumBins = 1_000;

    // The bin of each cell of the baseline's table.
    private readonly int[] _bins;

    private CategoryAlarm(int[] bins, ReadOnlySpan<long> counts, AlarmOptions options)
    {
        _bins = bins;
        Alarm = new EMixtureAlarm(counts, ordered: false, options);
    }

    /// <summary>Wealth, rows and alarms.</summary>
    public EMixtureAlarm Alarm { get; }

    /// <summary>An alarm against a baseline.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static CategoryAlarm FromBaseline(CategoryBaseline baseline, AlarmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        options = (options ?? new AlarmOptions()).Validated();
        ReadOnlySpan<long> rows = baseline.Counter.Counts;
        int[] bins = new int[rows.Length];
        long[] counted = new long[rows.Length];
        var split = new HoldOut(options);
        int named = 0;
        for (int cell = 0; cell < rows.Length; cell++)
        {
            (long placing, counted[cell]) = split.Split(rows[cell]);
            bool own = cell < baseline.Table.Other && placing > 0 && named < MaximumBins;
            bins[cell] = own ? named++ : -1;
        }

        long[] counts = new long[named + 2];
        for (int cell = 0; cell < rows.Length; cell++)
        {
            if (cell == baseline.Table.Null)
                bins[cell] = named + 1;
            else if (bins[cell] < 0)
                bins[cell] = named;
            counts[bins[cell]] += counted[cell];
        }

        return new CategoryAlarm(bins, counts, options);
    }

    /// <summary>Takes in a row; see <see cref="EMixtureAlarm.Add"/>.</summary>
    /// <param name="cell">The cell of the row's category in the baseline's table: see <see cref="CategoryTable.Find"/>.</param>
    public bool Add(int cell) => Alarm.Add(_bins[cell]);

    /// <summary>The bins of rows.</summary>
    /// <param name="cells">The cells of their categories, as whole numbers.</param>
    /// <param name="bins">Receives as many bins.</param>
    internal void Bins(ReadOnlySpan<double> cells, Span<int> bins)
    {
        for (int i = 0; i < cells.Length; i++)
            bins[i] = _bins[(int)cells[i]];
    }
}
