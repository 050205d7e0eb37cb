using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Cli.Profiles;

/// <summary>What is said of one column of a profile: what it remembers, and how well it serves.</summary>
internal sealed record ProfileRow(ColumnAdvice Advice, bool Kept, double? Missing, double? Mean, double? Minimum, double? Maximum)
{
    /// <summary>A row for each signal, and for each column that was advised against.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="advice">From the data that it was made of; without it, from what the profile remembers, where the order of rows is gone.</param>
    public static IReadOnlyList<ProfileRow> Of(ReferenceProfile profile, IReadOnlyList<ColumnAdvice>? advice = null)
    {
        var rows = new List<ProfileRow>();
        foreach (SignalReference signal in profile.Signals)
        {
            ColumnAdvice own = advice?.FirstOrDefault(column => column.Name == signal.Name) ?? ColumnAdvice.Of(signal);
            NumericCounter? numbers = signal.Numeric?.Counter;
            CategoryCounter? categories = signal.Categorical?.Counter;
            double missing = numbers is not null ? (double)numbers.Missing / numbers.Rows : (double)categories!.Missing / categories.Rows;
            rows.Add(new ProfileRow(own, true, missing, Known(numbers?.Mean), Known(numbers?.Minimum), Known(numbers?.Maximum)));
        }

        foreach (ColumnAdvice left in (advice ?? []).Where(column => !column.Monitorable && profile.Find(column.Name) is null))
            rows.Add(new ProfileRow(left, false, null, null, null, null));
        return rows;
    }

    public static void Write(Utf8JsonWriter json, ReferenceProfile profile, IReadOnlyList<ProfileRow> rows)
    {
        json.WriteStartObject();
        json.WriteString("model", profile.Model);
        json.WriteNumber("rows", profile.Rows);
        json.WriteArray("multivariate", profile.Multivariate?.Features ?? [], static (json, feature) => json.WriteStringValue(feature));
        json.WriteObjects("columns", rows, row =>
        {
            json.WriteString("name", row.Advice.Name);
            json.WriteString("type", row.Advice.Kind == Recording.FeatureKind.Numeric ? "numeric" : "categorical");
            json.WriteBoolean("watched", row.Kept);
            json.WriteBoolean("monitorable", row.Advice.Monitorable);
            json.WriteNumber("distinct", row.Advice.Distinct);
            json.WriteNumber("bins", row.Advice.Bins);
            json.WriteFigure("tolerance", row.Advice.Tolerance);
            json.WriteFigure("autocorrelation", row.Advice.Autocorrelation);
            json.WriteFigure("effectiveRows", row.Advice.EffectiveRows);
            json.WriteFigure("missing", row.Missing);
            json.WriteFigure("mean", row.Mean);
            json.WriteFigure("min", row.Minimum);
            json.WriteFigure("max", row.Maximum);
            json.WriteTexts("warnings", row.Advice.Warnings);
        });
        json.WriteEndObject();
    }

    private static double? Known(double? value) => value is { } known && double.IsFinite(known) ? known : null;
}
