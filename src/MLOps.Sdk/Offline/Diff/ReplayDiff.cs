using MLOps.Sdk.Cost;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Offline.Diff;

/// <summary>Runs a stretch of the log through a candidate: what it would have answered, to whom, and at which cost. Records nothing.</summary>
/// <param name="log">The log.</param>
/// <param name="candidate">The candidate.</param>
/// <param name="time">Times its calls.</param>
/// <param name="options">How answers are compared; null takes the defaults.</param>
public sealed class ReplayDiff(IPredictionLog log, OfflineModel candidate, TimeProvider time, DiffOptions? options = null)
{
    private const string NoSegment = "";
    private const string OtherSegments = "other";

    private readonly DiffOptions _options = options?.Failure is { } failure ? throw new ArgumentException(failure, nameof(options)) : options ?? new DiffOptions();

    /// <summary>Runs the stretch once, oldest prediction first. Memory does not grow with its length.</summary>
    /// <param name="stretch">Which predictions.</param>
    /// <param name="each">Is told of every prediction; null when the sums are enough.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The stretch has no predictions.</exception>
    public async Task<DiffReport> RunAsync(LogStretch stretch, Action<PredictionDiff>? each = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stretch);
        var all = new DiffCounter();
        var segments = new Dictionary<string, DiffCounter>(StringComparer.Ordinal);
        var other = new DiffCounter();
        var largest = new PriorityQueue<PredictionDiff, (int, double)>();
        await foreach (LoggedPrediction prediction in stretch.ReadAsync(log, cancellationToken).ConfigureAwait(false))
        {
            long start = time.GetTimestamp();
            double after = await candidate.PredictAsync(new LoggedFeatures(prediction.Features), cancellationToken).ConfigureAwait(false);
            TimeSpan spent = time.GetElapsedTime(start);
            PredictionDiff diff = Compare(prediction, after);
            (TimeSpan, long?) served = (prediction.Latency, prediction.CostPicoUnits), run = (spent, _options.Cost?.PicoUnitsOf(new CallUsage(spent)));
            all.Add(diff, _options.Threshold, served, run);
            if (diff.Segment is { } segment)
                CounterOf(segments, other, segment).Add(diff, _options.Threshold, served, run);
            each?.Invoke(diff);
            Keep(largest, diff);
        }

        if (all.Rows == 0)
            throw new ArgumentException($"There are no answered predictions in {stretch}. Check the model's name and the times ('modelops status' says what the store holds).", nameof(stretch));
        return new DiffReport(stretch.Model, candidate.Name, stretch.ToString(), all.ToSlice(NoSegment), SlicesOf(segments, other), Ordered(largest));
    }

    private PredictionDiff Compare(LoggedPrediction prediction, double after)
    {
        double before = prediction.Output ?? double.NaN;
        bool compared = !double.IsNaN(before) && !double.IsNaN(after);
        return new PredictionDiff(prediction.Id, prediction.Time, prediction.Version, before, after)
        {
            Subject = prediction.Subject,
            Segment = _options.SegmentBy is not { } column ? null
                : prediction.Tags.TryGetValue(column, out string? tag) ? tag : new LoggedFeatures(prediction.Features).Text(column) ?? NoSegment,
            Truth = Truth.Of(prediction, _options.Labels),
            Differs = compared && Math.Abs(after - before) > _options.Tolerance,
            Flips = compared && _options.Threshold is { } threshold && before >= threshold != after >= threshold,
        };
    }

    // Whoever comes first has a segment of its own: the values are not known before, and memory is bounded.
    private DiffCounter CounterOf(Dictionary<string, DiffCounter> segments, DiffCounter other, string segment)
    {
        if (segments.TryGetValue(segment, out DiffCounter? counter))
            return counter;
        if (segments.Count == 50 * _options.MaximumSegments)
            return other;
        segments.Add(segment, counter = new DiffCounter());
        return counter;
    }

    private List<DiffSlice> SlicesOf(Dictionary<string, DiffCounter> segments, DiffCounter other)
    {
        KeyValuePair<string, DiffCounter>[] ordered = [.. segments.OrderByDescending(static segment => segment.Value.Rows).ThenBy(static segment => segment.Key, StringComparer.Ordinal)];
        foreach ((_, DiffCounter rest) in ordered.Skip(_options.MaximumSegments))
            other.Add(rest);
        List<DiffSlice> slices = [.. ordered.Take(_options.MaximumSegments).Select(static segment => segment.Value.ToSlice(segment.Key))];
        if (other.Rows > 0)
            slices.Add(other.ToSlice(OtherSegments));
        return slices;
    }

    private void Keep(PriorityQueue<PredictionDiff, (int, double)> largest, PredictionDiff diff)
    {
        if (_options.Largest == 0 || !(diff.Differs || diff.Flips || double.IsNaN(diff.After)))
            return;
        (int, double) weight = WeightOf(diff);
        if (largest.Count < _options.Largest)
            largest.Enqueue(diff, weight);
        else
            largest.EnqueueDequeue(diff, weight);
    }

    private static (int, double) WeightOf(PredictionDiff diff) =>
        double.IsNaN(diff.After) ? (2, 0) : (diff.Flips ? 1 : 0, Math.Abs(diff.Difference));

    private static List<PredictionDiff> Ordered(PriorityQueue<PredictionDiff, (int, double)> largest)
    {
        var ordered = new List<PredictionDiff>(largest.Count);
        while (largest.TryDequeue(out PredictionDiff? diff, out _))
            ordered.Add(diff);
        ordered.Reverse();
        return ordered;
    }
}
