using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.References;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Profiles;

/// <summary>A profile as a table for people.</summary>
internal static class ProfileTable
{
    public static void Write(Terminal terminal, ReferenceProfile profile, IReadOnlyList<ProfileRow> rows)
    {
        Table table = Tables.Create("column", "type", "watched", " distinct", " missing", " least", " mean", " greatest", " bins", " tolerance", " neighbours", "to know");
        foreach (ProfileRow row in rows)
        {
            table.Row(
                row.Advice.Name, row.Advice.Kind == Recording.FeatureKind.Numeric ? "number" : "category", row.Kept ? "yes" : "no",
                Figures.Of(row.Advice.Distinct), Figures.Of(row.Missing), Figures.Of(row.Minimum), Figures.Of(row.Mean), Figures.Of(row.Maximum),
                Figures.Of(row.Advice.Bins), Figures.Of(row.Advice.Tolerance), Figures.Of(row.Advice.Autocorrelation), string.Join("; ", row.Advice.Warnings));
        }

        terminal.WriteLine($"{profile.Model}, {Figures.Of(profile.Rows)} rows");
        terminal.Write(table);
        if (profile.Multivariate is { } together)
            terminal.WriteLine($"Remembers how {together.Features.Length} of them go together: {Figures.Of(together.Subspace!.Components)} components, {Figures.Of(together.Mean.Rows)} rows.");
    }
}
