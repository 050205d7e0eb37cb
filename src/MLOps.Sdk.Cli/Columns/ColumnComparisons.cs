using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Columns;

/// <summary>Two stretches of data compared column by column.</summary>
/// <param name="Reference">The reference.</param>
/// <param name="Current">The current data.</param>
/// <param name="Columns">The comparisons, in the reference's order.</param>
/// <param name="Extra">Columns that only the current data has.</param>
internal sealed record ColumnComparisons(ColumnTable Reference, ColumnTable Current, IReadOnlyList<ColumnComparison> Columns, IReadOnlyList<string> Extra)
{
    /// <summary>2 when a column drifted, 3 when none did and one could not be judged or there is none, else 0.</summary>
    public int Verdict => Columns.Any(static column => column.Drifted == true) ? ExitCode.Failed
        : Columns.Count == 0 || Columns.Any(static column => column.Drifted is null) ? ExitCode.Inconclusive
        : ExitCode.Ok;

    /// <summary>Reads both sides and compares them.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="current">The current data.</param>
    /// <param name="wanted">The columns; none takes all of the reference.</param>
    /// <param name="types">What columns are to be read as.</param>
    /// <param name="options">How they are compared.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandFault">A column is not there.</exception>
    public static async Task<ColumnComparisons> CompareAsync(
        ColumnSource reference, ColumnSource current, IReadOnlyList<string> wanted, IReadOnlyDictionary<string, FeatureKind> types,
        ComparisonOptions options, Action<double> progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Name, FeatureKind? Kind)> there = await reference.KindsAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<(string Name, FeatureKind? Kind)> now = there.Any(column => column.Kind is null && !types.ContainsKey(column.Name))
            ? await current.KindsAsync(cancellationToken).ConfigureAwait(false)
            : [];
        string[] names = wanted.Count > 0 ? [.. wanted.Distinct()] : [.. there.Select(static column => column.Name)];
        foreach (string name in names.Concat(types.Keys))
        {
            if (!there.Any(column => column.Name == name))
                throw new CommandFault($"The reference has no column '{name}'. Its columns are: {string.Join(", ", there.Select(static column => column.Name))}.");
        }

        // A column without any value takes the kind that the other side has; with none on either side it does not matter.
        (string Name, FeatureKind Kind)[] columns = [.. names.Select(name => (name, types.TryGetValue(name, out FeatureKind kind) ? kind
            : there.First(column => column.Name == name).Kind ?? now.FirstOrDefault(column => column.Name == name).Kind ?? FeatureKind.Numeric))];
        progress(0.2);
        ColumnTable before = await reference.ReadAsync(columns, cancellationToken).ConfigureAwait(false);
        progress(0.4);
        ColumnTable after = await current.ReadAsync(columns, cancellationToken).ConfigureAwait(false);
        var compared = new List<ColumnComparison>();
        foreach (Column column in before.Columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            compared.Add(after.Find(column.Name) is { } same ? ColumnComparer.Compare(column, same, options, columns.Length) : ColumnComparer.Vanished(column));
            progress(0.6 + (0.4 * compared.Count / columns.Length));
        }

        IReadOnlyList<string> extra = wanted.Count > 0 ? [] : [.. current.Names.Except(there.Select(static column => column.Name))];
        return new ColumnComparisons(before, after, compared, extra);
    }
}
