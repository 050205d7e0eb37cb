using System.Runtime.InteropServices;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>A stretch of the log by column: the features as they were served, and the output as "prediction". Answered calls only.</summary>
public static class LogTable
{
    /// <summary>Reads all pages of a query.</summary>
    /// <param name="log">The log.</param>
    /// <param name="query">Which predictions; page size and place are set here.</param>
    /// <param name="source">Where they come from, for people.</param>
    /// <param name="kinds">What columns are to be read as; the others are read as what was logged first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReferenceException">Nothing matches.</exception>
    public static async Task<ColumnTable> ReadAsync(
        IPredictionLog log, PredictionQuery query, string source, IReadOnlyDictionary<string, FeatureKind>? kinds = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(query);
        var columns = new LogColumns(kinds ?? new Dictionary<string, FeatureKind>());
        string? after = null;
        do
        {
            PredictionPage page = await log.QueryAsync(query with { Limit = PredictionQuery.MaximumLimit, After = after }, cancellationToken).ConfigureAwait(false);
            foreach (LoggedPrediction prediction in page.Predictions)
            {
                if (prediction.Status == PredictionStatus.Ok)
                    columns.Add(prediction);
            }

            after = page.Next;
        }
        while (after is not null);

        return columns.Rows > 0
            ? new ColumnTable(source, columns.Rows, [.. columns.Build()])
            : throw new ReferenceException($"There are no answered predictions in {source}. Check the model's name and the times ('modelops status' says what the store holds).");
    }

    private sealed class LogColumns(IReadOnlyDictionary<string, FeatureKind> kinds)
    {
        private readonly Dictionary<string, ColumnReader?> _readers = new(StringComparer.Ordinal);
        private readonly List<string> _order = [];

        public long Rows { get; private set; }

        public void Add(LoggedPrediction prediction)
        {
            foreach ((string name, object? value) in prediction.Features)
                Add(name, value);
            if (!prediction.Features.ContainsKey(ReferenceProfile.OutputSignal))
                Add(ReferenceProfile.OutputSignal, prediction.Output ?? (object?)prediction.OutputLabel);
            Rows++;
        }

        public IEnumerable<Column> Build()
        {
            foreach (string name in _order)
            {
                ColumnReader reader = _readers[name] ?? new ColumnReader(name, kinds.GetValueOrDefault(name, FeatureKind.Numeric));
                reader.AddMissing(Rows);
                yield return reader.Build();
            }
        }

        private void Add(string name, object? value)
        {
            ref ColumnReader? reader = ref CollectionsMarshal.GetValueRefOrAddDefault(_readers, name, out bool known);
            if (!known)
                _order.Add(name);
            if (value is null)
                return; // counted up before the next value, or at the end

            reader ??= new ColumnReader(name, kinds.TryGetValue(name, out FeatureKind kind) ? kind : value is string ? FeatureKind.Categorical : FeatureKind.Numeric);
            reader.AddMissing(Rows);
            reader.Add(value);
        }
    }
}
