using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;

namespace MLOps.Sdk.Offline;

/// <summary>Lets a candidate, and the champion if there is one, predict labelled rows: what a gate judges.</summary>
/// <param name="candidate">The version that is judged.</param>
/// <param name="time">Times the calls.</param>
public sealed class OfflineEvaluation(OfflineModel candidate, TimeProvider time)
{
    private readonly Said _candidate = new();
    private readonly Said _champion = new();
    private readonly List<double> _labels = [];
    private readonly Dictionary<string, List<string>> _segments = new(StringComparer.Ordinal);

    /// <summary>The champion, which predicts the same rows; null: see <see cref="ServedVersion"/>.</summary>
    public OfflineModel? Champion { get; init; }

    /// <summary>A champion that cannot be run here is compared by what it answered when it served: rows that another version answered are left out. Null: there is no champion.</summary>
    public string? ServedVersion { get; init; }

    /// <summary>Tags and features by which rules group rows.</summary>
    public IReadOnlyCollection<string> Columns { get; init; } = [];

    /// <summary>The price of a second of compute, for rules on cost; null when none is known.</summary>
    public double? CostPerSecond { get; init; }

    /// <summary>Labelled rows that were left out because another version than <see cref="ServedVersion"/> answered them.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The columns that rules group rows by.</summary>
    public static IReadOnlyCollection<string> ColumnsOf(IEnumerable<GateRule> rules) =>
        [.. rules.Select(static rule => rule.GroupBy).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Reads the rows once, and lets the models predict each.</summary>
    /// <exception cref="ArgumentException">No row has a truth; the message says where they were looked for.</exception>
    public async Task<EvaluationRows> RunAsync(ILabelledRows rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (string column in Columns)
            _segments[column] = [];
        await foreach (LabelledRow row in rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            await AddAsync(row, cancellationToken).ConfigureAwait(false);
        if (_labels.Count == 0)
        {
            throw new ArgumentException(LeftOut > 0
                ? $"None of the {LeftOut} labelled rows of {rows.Name} was answered by version '{ServedVersion}', with which the candidate is compared. Take a stretch in which it served, or give the champion's file."
                : $"No row of {rows.Name} has a truth, so nothing can be judged. Record outcomes (IOutcomeRecorder), or take a stretch whose truth is known.", nameof(rows));
        }

        bool compared = Champion is not null || ServedVersion is not null;
        return new EvaluationRows(
            [.. _labels], _candidate.ToModel(CostPerSecond), compared ? _champion.ToModel(CostPerSecond, timed: Champion is not null) : null,
            _segments.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal));
    }

    private async ValueTask AddAsync(LabelledRow row, CancellationToken cancellationToken)
    {
        if (Champion is null && ServedVersion is not null && row.ServedBy != ServedVersion)
        {
            LeftOut++;
            return;
        }

        _labels.Add(row.Label);
        foreach ((string column, List<string> values) in _segments)
            values.Add(row.Segment(column));

        // Whoever is second finds the row in the processor's caches: turns are taken.
        bool candidateFirst = _labels.Count % 2 == 0;
        if (candidateFirst)
            await PredictAsync(candidate, _candidate, row, cancellationToken).ConfigureAwait(false);
        if (Champion is { } champion)
            await PredictAsync(champion, _champion, row, cancellationToken).ConfigureAwait(false);
        else
            _champion.Predictions.Add(row.Served);
        if (!candidateFirst)
            await PredictAsync(candidate, _candidate, row, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PredictAsync(OfflineModel model, Said said, LabelledRow row, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        double prediction = await model.PredictAsync(row.Features, cancellationToken).ConfigureAwait(false);
        said.Microseconds.Add(time.GetElapsedTime(start).TotalMicroseconds);
        said.Predictions.Add(prediction);
    }

    private sealed class Said
    {
        public List<double> Predictions { get; } = [];

        public List<double> Microseconds { get; } = [];

        public EvaluatedModel ToModel(double? costPerSecond, bool timed = true)
        {
            double[]? microseconds = timed ? [.. Microseconds] : null;
            return new EvaluatedModel
            {
                Predictions = [.. Predictions],
                Microseconds = microseconds,
                Costs = microseconds is not null && costPerSecond is { } price ? Array.ConvertAll(microseconds, spent => spent / 1e6 * price) : null,
            };
        }
    }
}
