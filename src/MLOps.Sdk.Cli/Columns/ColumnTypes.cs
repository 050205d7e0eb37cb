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
                _ => throw new CommandFault($"--type says '{name}' is '{type}'; a column is numeric or categorical."),
            };
        }

        return types;
    }
}
