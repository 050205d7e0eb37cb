using System.Collections.Immutable;
using MLOps.Sdk.Drift.References;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>The columns of a stretch of data. Immutable.</summary>
/// <param name="Source">Where they come from, for people.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Columns">The columns that were read, in the order asked for.</param>
public sealed record ColumnTable(string Source, long Rows, ImmutableArray<Column> Columns)
{
    /// <summary>Rows whose columns are all equal to those of an earlier row; null where that is not known.</summary>
    public long? Duplicates { get; init; }

    /// <summary>The column with this name, or null.</summary>
    public Column? Find(string name) => Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));

    /// <summary>The columns that a profile remembers.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="source">Where it comes from, for people.</param>
    /// <exception cref="ReferenceException">It counts more rows than columns can hold.</exception>
    public static ColumnTable FromReference(ReferenceProfile profile, string source)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new ColumnTable(source, profile.Rows, [.. profile.Signals.Select(Column.FromReference)]);
    }
}
