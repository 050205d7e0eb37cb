using System.Collections.Immutable;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Quality;

/// <summary>What good data looks like: rules for columns, inferred from a reference and edited by people. Immutable.</summary>
/// <param name="Columns">The rules.</param>
public sealed record DataSchema(ImmutableArray<ColumnRule> Columns)
{
    // Beyond what the reference has: enough for chance in a window of some hundred rows, too little for a broken source.
    private const double MissingMargin = 0.05;
    private const int RunFactor = 3;
    private const int ShortestRun = 50;

    /// <summary>The greatest share of rows that repeat an earlier one, 0 to 1; null lets all.</summary>
    public double? MaximumDuplicates { get; init; }

    /// <summary>Whether columns without a rule are bad data.</summary>
    /// <value>Default true.</value>
    public bool ExtraColumnsAllowed { get; init; } = true;

    /// <summary>The rules that the reference keeps, with a margin.</summary>
    public static DataSchema Infer(ColumnTable reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new DataSchema([.. reference.Columns.Select(RuleOf)])
        {
            MaximumDuplicates = reference is { Duplicates: { } duplicates, Rows: > 0 } ? Math.Min(((double)duplicates / reference.Rows) + MissingMargin, 1) : null,
        };
    }

    /// <summary>The rules that a profile keeps; runs and duplicates are not known any more.</summary>
    public static DataSchema Infer(ReferenceProfile reference) => Infer(ColumnTable.FromReference(reference, "the reference"));

    /// <summary>The schema as JSON that people can edit and <see cref="Parse"/> reads.</summary>
    public string ToJson() => SchemaJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote, or <c>constraints.json</c> of SageMaker Model Monitor.</summary>
    /// <exception cref="ReferenceException">The text is neither.</exception>
    public static DataSchema Parse(string json) => SchemaJson.Read(json);

    /// <summary>Reads a file that <see cref="Parse"/> takes.</summary>
    /// <exception cref="ReferenceException">It cannot be read, or is something else.</exception>
    public static DataSchema ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ReferenceException($"The schema '{path}' cannot be read: {fault.Message} Make one with 'modelops profile schema'.", fault);
        }
    }

    private static ColumnRule RuleOf(Column column)
    {
        double missing = column.Rows == 0 ? 0 : (double)column.Missing / column.Rows;
        ColumnFacts facts = ColumnFacts.Of(column);
        bool numeric = column.Kind == FeatureKind.Numeric;
        bool free = !numeric && facts.Distinct > 0.5 * (column.Rows - column.Missing) && facts.Distinct > 20;
        return new ColumnRule
        {
            Name = column.Name,
            Kind = column.Kind,
            MaximumMissing = Math.Min(missing + MissingMargin, 1),
            Minimum = facts.Minimum,
            Maximum = facts.Maximum,
            Categories = numeric || free ? null : [.. column.Categories.Keys.Order(StringComparer.Ordinal)],
            MaximumVanished = numeric || free ? null : facts.Distinct / 2,
            MaximumLength = numeric ? null : 2 * facts.LongestText,
            MinimumDistinct = facts.Distinct > 1 ? 2 : null,
            MaximumDistinct = numeric || free ? null : Math.Max(2 * facts.Distinct, 10),
            MaximumRun = facts.LongestRun is { } run && facts.Distinct > 1 ? Math.Max(RunFactor * run, ShortestRun) : null,
        };
    }
}
