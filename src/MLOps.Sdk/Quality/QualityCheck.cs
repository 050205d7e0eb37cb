using System.Globalization;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Quality;

/// <summary>Holds data to a schema. Pure; every column is looked at by itself.</summary>
public static class QualityCheck
{
    /// <summary>All rules and how the data keeps them, in the order of the schema.</summary>
    /// <param name="schema">The rules.</param>
    /// <param name="data">The data; columns of the rules are read as the rules' types.</param>
    /// <param name="names">All columns that the data has, those included that were not read; null knows only those that were.</param>
    public static IReadOnlyList<QualityFinding> Run(DataSchema schema, ColumnTable data, IEnumerable<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(data);
        var findings = new List<QualityFinding>();
        foreach (ColumnRule rule in schema.Columns)
        {
            if (data.Find(rule.Name) is { } column && column.Kind == rule.Kind)
                findings.AddRange(Of(rule, column));
            else if (rule.Required)
                findings.Add(new QualityFinding(rule.Name, "missingColumn", null, null, false, "The column is not there."));
        }

        if (!schema.ExtraColumnsAllowed)
        {
            IEnumerable<string> extra = (names ?? data.Columns.Select(static column => column.Name)).Except(schema.Columns.Select(static rule => rule.Name));
            findings.AddRange(extra.Select(static name => new QualityFinding(name, "extraColumn", null, null, false, "The schema does not know the column.")));
        }

        if (schema.MaximumDuplicates is { } most && data.Duplicates is { } duplicates)
            findings.Add(Judgement.Share("", "duplicates", duplicates, data.Rows, most, "rows repeat an earlier one"));
        return findings;
    }

    private static IEnumerable<QualityFinding> Of(ColumnRule rule, Column column)
    {
        long values = column.Rows - column.Missing;
        if (rule.MaximumMissing is { } missing)
            yield return Judgement.Share(rule.Name, "missing", column.Missing, column.Rows, missing, "values are missing");
        if (rule.MaximumTypeChanges is { } changes && rule.Kind == FeatureKind.Numeric)
            yield return Judgement.Share(rule.Name, "typeChange", column.NotNumbers, column.Rows, changes, "values are texts where numbers were");

        // Without values the rules about values say nothing; the one about missing values does.
        if (rule.Kind == FeatureKind.Numeric && rule.MaximumOutOfRange is { } outside && (rule.Minimum ?? rule.Maximum) is not null)
            yield return Judgement.Share(rule.Name, "outOfRange", OutOfRange(rule, column), values, outside, string.Create(CultureInfo.InvariantCulture, $"values are not from {rule.Minimum:G6} to {rule.Maximum:G6}"));
        if (rule.Categories is { } known)
        {
            var names = known.ToHashSet(StringComparer.Ordinal);
            long unseen = column.Categories.Where(pair => !names.Contains(pair.Key)).Sum(static pair => pair.Value);
            if (rule.MaximumUnseen is { } most)
                yield return Judgement.Share(rule.Name, "unseen", unseen, values, most, "values are of categories that were not known");
            if (rule.MaximumVanished is { } vanished)
                yield return Judgement.Count(rule.Name, "vanished", known.Count(name => !column.Categories.ContainsKey(name)), values, vanished, "known categories are absent");
        }

        ColumnFacts facts = ColumnFacts.Of(column);
        if (rule.MaximumLength is { } length && rule.Kind == FeatureKind.Categorical)
            yield return Judgement.Count(rule.Name, "textLength", facts.LongestText, values, length, "characters has the longest text");
        if (rule.MinimumDistinct is { } fewest)
            yield return new QualityFinding(rule.Name, "constant", facts.Distinct, fewest, values < fewest ? null : facts.Distinct >= fewest, Judgement.Words(facts.Distinct, "distinct values; at least", fewest));
        if (rule.MaximumDistinct is { } greatest)
            yield return Judgement.Count(rule.Name, "cardinality", facts.Distinct, values, greatest, "distinct values");
        if (rule.MaximumRun is { } run && facts.LongestRun is { } longest)
            yield return Judgement.Count(rule.Name, "stale", longest, values, run, "rows in a row have the same value");
    }

    private static long OutOfRange(ColumnRule rule, Column column)
    {
        long outside = 0;
        foreach (double value in column.Numbers)
            outside += value < rule.Minimum || value > rule.Maximum || double.IsInfinity(value) ? 1 : 0;
        return outside;
    }
}
