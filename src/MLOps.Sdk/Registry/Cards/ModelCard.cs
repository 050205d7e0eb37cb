using System.Globalization;
using System.Text;

namespace MLOps.Sdk.Registry.Cards;

/// <summary>Writes what is known of a version as a page of Markdown, for reviews and for the record.</summary>
public static class ModelCard
{
    /// <summary>The card of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="events">The history of its model, oldest first.</param>
    public static string Write(ModelVersion version, IReadOnlyList<RegistryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(events);
        VersionFacts facts = VersionFacts.From(events, version.Version);
        var page = new StringBuilder();
        Line(page, $"# {version.Model}, version {version.Version}");
        Line(page);
        Table(page, "fact", "value",
        [
            ("registered", $"{version.CreatedAt:u} by {facts.RegisteredBy}"),
            ("aliases", version.Aliases.Count == 0 ? "none" : string.Join(", ", version.Aliases)),
            ("artefact", version.Sha256 is null ? "none: code" : string.Create(CultureInfo.InvariantCulture, $"{version.FileName}, {version.ArtifactBytes} bytes, SHA-256 {version.Sha256}")),
            ("gate", facts.Gate ?? "not judged"),
            ("approved by", facts.ApprovedBy.Count == 0 ? "nobody" : string.Join(", ", facts.ApprovedBy)),
            ("rejected", facts.Rejection is { } rejection ? $"{rejection.Time:u} by {rejection.Actor}: {rejection.Reason}" : "no"),
        ]);
        Section(page, "Where it comes from",
        [
            ("data set", version.Lineage.DataSet ?? "not known"),
            ("data set's SHA-256", version.Lineage.DataSetSha256 ?? "not known"),
            ("code", version.Lineage.CodeCommit ?? "not known"),
            ("derived from", version.Lineage.ParentVersion ?? "not known"),
            .. version.Lineage.Parameters.Select(static pair => ($"parameter {pair.Key}", pair.Value)),
            .. version.Lineage.Environment.Select(static pair => ($"environment {pair.Key}", pair.Value)),
        ]);
        Section(page, "Metrics", [.. version.Metrics.Select(static metric => (metric.Key, metric.Value.ToString("R", CultureInfo.InvariantCulture)))]);
        Section(page, "Tags", [.. facts.TagsOf(version).Select(static tag => (tag.Key, tag.Value))]);
        Section(page, "Notes", [.. facts.Notes.Select(static note => ($"{note.Time:u} {note.Actor}", note.Reason ?? ""))]);
        Section(page, "History", [.. events.Where(change => change.To == version.Version || change.From == version.Version)
            .Select(static change => ($"{change.Time:u}", $"{change.Kind} {change.Alias} {change.From} → {change.To} by {change.Actor}: {change.Reason}"))]);
        return page.ToString();
    }

    private static void Section(StringBuilder page, string title, IReadOnlyList<(string, string)> rows)
    {
        if (rows.Count == 0)
            return;
        Line(page);
        Line(page, $"## {title}");
        Line(page);
        Table(page, "what", "value", rows);
    }

    private static void Table(StringBuilder page, string first, string second, IEnumerable<(string Name, string Value)> rows)
    {
        Line(page, $"| {first} | {second} |");
        Line(page, "|---|---|");
        foreach ((string name, string value) in rows)
            Line(page, $"| {Cell(name)} | {Cell(value)} |");
    }

    // Text that people gave does not become markup, another column or another line.
    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is '|' or '<' or '>' or '[' or ']' or '`' or '*' or '_' or '\\' or '#')
                cell.Append('\\').Append(c);
            else
                cell.Append(char.IsControl(c) ? ' ' : c);
        }

        return cell.ToString();
    }

    private static void Line(StringBuilder page, string text = "") => page.Append(text).Append('\n');
}
