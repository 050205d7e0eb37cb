using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Columns;

/// <summary>Reads what <c>--type NAME=KIND</c> says.</summary>
internal static class ColumnTypes
{
    public static Dictionary<string, FeatureKind> Read(KeyValuePair<string, string>[] pairs)
    {
        var types = new Dictionary<string, FeatureKind>(StringComparer.Ordinal);
        foreach ((string name, string type) in pairs)
        {
            types[name] = type switch
            {
                "numeric" => FeatureKind.Numeric,
                "categorical" => FeatureKind.Categorical,
                _ => throw new UsageFault($"--type says '{name}' is '{type}'; a column is numeric or categorical."),
            };
        }

        return types;
    }

    /// <summary>The columns to read and what they hold.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="wanted">The columns; none takes all.</param>
    /// <param name="types">What <see cref="Read"/> gave.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandFault">A column is not there.</exception>
    public static async Task<IReadOnlyList<(string Name, FeatureKind Kind)>> ChooseAsync(
        ColumnSource source, string name, IReadOnlyList<string> wanted, IReadOnlyDictionary<string, FeatureKind> types, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Name, FeatureKind? Kind)> there = await source.KindsAsync(cancellationToken).ConfigureAwait(false);
        foreach (string column in wanted.Concat(types.Keys))
        {
            if (!there.Any(known => known.Name == column))
                throw new CommandFault($"'{name}' has no column '{column}'. Its columns are: {string.Join(", ", there.Select(static known => known.Name))}.");
        }

        IEnumerable<string> names = wanted.Count > 0 ? wanted.Distinct() : there.Select(static column => column.Name);
        return [.. names.Select(column => (column, types.TryGetValue(column, out FeatureKind kind) ? kind : there.First(known => known.Name == column).Kind ?? FeatureKind.Numeric))];
    }
}
