using MLOps.Sdk.Statistics.Performance;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance;

/// <summary>How a report is made.</summary>
public sealed record PerformanceReportOptions
{
    /// <summary>What predictions are compared with their truth as.</summary>
    /// <value>Default: found out.</value>
    public PerformanceTask Task { get; init; }

    /// <summary>An output of at least this is a positive prediction.</summary>
    /// <value>Default 0.5.</value>
    public double Threshold { get; init; } = 0.5;

    /// <summary>The level of all intervals.</summary>
    /// <value>Above 0 and below 1. Default 0.95.</value>
    public double Level { get; init; } = Estimate.DefaultLevel;

    /// <summary>Predictions in a window; 0 for no windows. The last may be shorter.</summary>
    /// <value>Default 0.</value>
    public int WindowRows { get; init; }

    /// <summary>The segments that have figures of their own, those of most predictions; all others are one.</summary>
    /// <value>1 or more. Default 20.</value>
    public int MostSegments { get; init; } = 20;
}

/// <summary>Some of the predictions and how well they did.</summary>
/// <param name="Name">The version, the segment's value, or the window's first row.</param>
/// <param name="Predictions">All calls.</param>
/// <param name="Failed">Those that were not answered.</param>
/// <param name="Labelled">Answered ones whose truth is known.</param>
/// <param name="Figures">Of the labelled.</param>
public sealed record PerformanceSlice(string Name, long Predictions, long Failed, long Labelled, PerformanceFigures Figures)
{
    /// <summary>Answered predictions whose truth is not known.</summary>
    public long Unlabelled => Predictions - Failed - Labelled;
}

/// <summary>How long the truth takes to arrive, of the predictions that have it.</summary>
/// <param name="Median">Half of them have it by then.</param>
/// <param name="P90">Nine in ten have it by then.</param>
/// <param name="P99">99 in a hundred have it by then.</param>
/// <param name="Longest">All of them have it by then.</param>
/// <param name="Early">Outcomes that were recorded before their prediction started; their delay counts as 0.</param>
public sealed record LabelDelay(TimeSpan Median, TimeSpan P90, TimeSpan P99, TimeSpan Longest, long Early);

/// <summary>How well predictions did once their truth was known: all together, by version, segment and window.</summary>
public sealed record PerformanceReport
{
    /// <summary>What stands for all segments beyond the most, and for rows without one.</summary>
    public const string OtherSegments = "(other)";

    /// <summary>What predictions were compared as.</summary>
    public required PerformanceTask Task { get; init; }

    /// <summary>All predictions.</summary>
    public required PerformanceSlice All { get; init; }

    /// <summary>By version.</summary>
    public required IReadOnlyList<PerformanceSlice> Versions { get; init; }

    /// <summary>By segment, those of most predictions first; none when no segment was asked for.</summary>
    public required IReadOnlyList<PerformanceSlice> Segments { get; init; }

    /// <summary>By window; none when none was asked for.</summary>
    public required IReadOnlyList<PerformanceSlice> Windows { get; init; }

    /// <summary>Gaps between segments, of a classification; none with fewer than two.</summary>
    public required IReadOnlyList<GroupGap> Fairness { get; init; }

    /// <summary>How long the truth takes; null when no prediction has any.</summary>
    public required LabelDelay? Delay { get; init; }

    /// <summary>Predictions with more than one outcome; the latest counts.</summary>
    public required long Relabelled { get; init; }

    /// <summary>Outcomes of the store whose prediction it does not hold.</summary>
    public required long Unknown { get; init; }

    /// <summary>What the unlabelled rows probably did; null when there are none or too few labelled ones to learn from.</summary>
    public required PerformanceForecast? Forecast { get; init; }

    /// <summary>The report on joined predictions.</summary>
    public static PerformanceReport Of(JoinedOutcomes joined, PerformanceReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(joined);
        options ??= new PerformanceReportOptions();
        PerformanceTask task = options.Task == PerformanceTask.Auto ? PerformanceFigures.TaskOf(joined.Rows) : options.Task;
        List<PerformanceSlice> segments = joined.Rows.Any(static row => row.Segment is not null) ? SegmentsOf(joined.Rows, options.MostSegments, Slice) : [];
        return new PerformanceReport
        {
            Task = task,
            All = Slice("all", joined.Rows),
            Versions = [.. joined.Rows.GroupBy(static row => row.Version, StringComparer.Ordinal).Select(group => Slice(group.Key, [.. group]))],
            Segments = segments,
            Windows = options.WindowRows <= 0 ? [] : [.. joined.Rows.Chunk(options.WindowRows).Select((rows, i) => Slice(((long)i * options.WindowRows).ToString(System.Globalization.CultureInfo.InvariantCulture), rows))],
            Fairness = task == PerformanceTask.Classification && segments.Count > 1
                ? GroupGap.Of([.. segments.Select(static segment => (segment.Name, segment.Figures.Classification!.Confusion))], options.Level)
                : [],
            Delay = DelayOf(joined.Rows),
            Relabelled = joined.Rows.LongCount(static row => row.Outcomes > 1),
            Unknown = joined.Unknown,
            Forecast = PerformanceForecast.Of(joined.Rows, task, options.Threshold, options.Level),
        };

        PerformanceSlice Slice(string name, IReadOnlyCollection<JoinedOutcome> rows) => new(
            name, rows.Count, rows.LongCount(static row => !row.Answered), rows.LongCount(static row => row is { Answered: true, IsLabelled: true }),
            PerformanceFigures.Of(rows, task, options.Threshold, options.Level));
    }

    private static List<PerformanceSlice> SegmentsOf(IReadOnlyList<JoinedOutcome> rows, int most, Func<string, IReadOnlyCollection<JoinedOutcome>, PerformanceSlice> slice)
    {
        List<IGrouping<string?, JoinedOutcome>> groups = [.. rows.GroupBy(static row => row.Segment).OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key, StringComparer.Ordinal)];
        IGrouping<string?, JoinedOutcome>[] kept = [.. groups.Where(static group => group.Key is not null).Take(Math.Max(most, 1))];
        JoinedOutcome[] others = [.. groups.Except(kept).SelectMany(static group => group)];
        List<PerformanceSlice> segments = [.. kept.Select(group => slice(group.Key!, [.. group]))];
        if (others.Length > 0)
            segments.Add(slice(OtherSegments, others));
        return segments;
    }

    private static LabelDelay? DelayOf(IReadOnlyList<JoinedOutcome> rows)
    {
        TimeSpan[] delays = [.. rows.Where(static row => row.IsLabelled).Select(static row => row.OutcomeTime!.Value - row.Time)];
        if (delays.Length == 0)
            return null;

        long early = delays.LongCount(static delay => delay < TimeSpan.Zero);
        TimeSpan[] sorted = [.. delays.Select(static delay => delay < TimeSpan.Zero ? TimeSpan.Zero : delay).Order()];
        return new LabelDelay(At(0.5), At(0.9), At(0.99), sorted[^1], early);

        TimeSpan At(double share) => sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
    }
}
