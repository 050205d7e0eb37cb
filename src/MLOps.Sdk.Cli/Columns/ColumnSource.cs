using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Profiles;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Columns;

/// <summary>Where columns come from: a CSV file, a profile, or a stretch of the log.</summary>
internal abstract class ColumnSource
{
    /// <summary>The columns that are there and what they hold; null for one without any value.</summary>
    public abstract Task<IReadOnlyList<(string Name, FeatureKind? Kind)>> KindsAsync(CancellationToken cancellationToken);

    /// <summary>Reads those of the columns that are there.</summary>
    public abstract Task<ColumnTable> ReadAsync(IReadOnlyList<(string Name, FeatureKind Kind)> columns, CancellationToken cancellationToken);

    /// <summary>All columns that are there, known once they were read.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>A file: CSV, or a profile when it ends in .json or .onnx.</summary>
    public static ColumnSource File(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? new ProfileColumns(path) : new CsvColumns(path);

    /// <summary>A stretch of the log.</summary>
    public static ColumnSource Log(IPredictionLog log, PredictionQuery query) => new LogColumns(log, query);

    private sealed class CsvColumns(string path) : ColumnSource
    {
        private readonly CsvTable _table = new(path);

        // A column without a name is an index that somebody wrote beside the data: nobody can ask for it.
        public override IEnumerable<string> Names => _table.Header.Where(static name => !string.IsNullOrWhiteSpace(name));

        public override Task<IReadOnlyList<(string Name, FeatureKind? Kind)>> KindsAsync(CancellationToken cancellationToken)
        {
            IReadOnlyDictionary<string, FeatureKind?> kinds = _table.GuessKinds([.. Names.Distinct()]);
            return Task.FromResult<IReadOnlyList<(string, FeatureKind?)>>([.. kinds.Select(static pair => (pair.Key, pair.Value))]);
        }

        public override Task<ColumnTable> ReadAsync(IReadOnlyList<(string Name, FeatureKind Kind)> columns, CancellationToken cancellationToken) =>
            Task.FromResult(_table.Read([.. columns.Where(column => _table.Header.Contains(column.Name))], cancellationToken));
    }

    private sealed class ProfileColumns(string path) : ColumnSource
    {
        private ColumnTable? _table;

        public override IEnumerable<string> Names => _table?.Columns.Select(static column => column.Name) ?? [];

        public override async Task<IReadOnlyList<(string Name, FeatureKind? Kind)>> KindsAsync(CancellationToken cancellationToken) =>
            [.. (await TableAsync(cancellationToken).ConfigureAwait(false)).Columns.Select(static column => (column.Name, (FeatureKind?)column.Kind))];

        public override async Task<ColumnTable> ReadAsync(IReadOnlyList<(string Name, FeatureKind Kind)> columns, CancellationToken cancellationToken)
        {
            ColumnTable table = await TableAsync(cancellationToken).ConfigureAwait(false);
            foreach ((string name, FeatureKind kind) in columns)
            {
                if (table.Find(name) is { } column && column.Kind != kind)
                    throw new CommandFault($"The profile '{path}' holds '{name}' as {column.Kind}, and --type asks for {kind}. Leave --type out, or give the CSV that the profile was made of.");
            }

            return table with { Columns = [.. columns.Select(column => table.Find(column.Name)).OfType<Column>()] };
        }

        private async Task<ColumnTable> TableAsync(CancellationToken cancellationToken)
        {
            return _table ??= ColumnTable.FromReference(await ProfileFile.ReadAsync(path, cancellationToken).ConfigureAwait(false), path);
        }
    }

    private sealed class LogColumns(IPredictionLog log, PredictionQuery query) : ColumnSource
    {
        private ColumnTable? _table;

        public override IEnumerable<string> Names => _table?.Columns.Select(static column => column.Name) ?? [];

        public override async Task<IReadOnlyList<(string Name, FeatureKind? Kind)>> KindsAsync(CancellationToken cancellationToken)
        {
            _table ??= await LogTable.ReadAsync(log, query, Describe(), null, cancellationToken).ConfigureAwait(false);
            return [.. _table.Columns.Select(static column => (column.Name, column.Missing == column.Rows ? null : (FeatureKind?)column.Kind))];
        }

        public override async Task<ColumnTable> ReadAsync(IReadOnlyList<(string Name, FeatureKind Kind)> columns, CancellationToken cancellationToken)
        {
            if (_table is null || columns.Any(column => _table.Find(column.Name) is { } read && read.Kind != column.Kind))
                _table = await LogTable.ReadAsync(log, query, Describe(), columns.ToDictionary(static column => column.Name, static column => column.Kind), cancellationToken).ConfigureAwait(false);
            return _table with { Columns = [.. columns.Select(column => _table.Find(column.Name)).OfType<Column>()] };
        }

        private string Describe()
        {
            string version = query.Version is null ? "" : $" version {query.Version}";
            string from = query.From is { } start ? $" from {Figures.Time(start)}" : "";
            string to = query.To is { } end ? $" to {Figures.Time(end)}" : "";
            return $"the log of {query.Model}{version}{from}{to}";
        }
    }
}
