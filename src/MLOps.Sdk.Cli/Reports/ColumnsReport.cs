using System.Globalization;
using System.Text;
using MLOps.Sdk.Cli.Columns;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Reports;

/// <summary>Compared columns as a page: the verdicts in one table, then each distribution beside its reference.</summary>
internal static class ColumnsReport
{
    public static HtmlPage Of(ColumnComparisons comparisons)
    {
        var page = new HtmlPage();
        ColumnComparison[] columns = [.. comparisons.Columns.OrderByDescending(static column => column.Drifted == true).ThenByDescending(static column => column.Find("psi") ?? 0)];
        int drifted = columns.Count(static column => column.Drifted == true), unknown = columns.Count(static column => column.Drifted is null);
        page.AddHeading("Drift report", $"{comparisons.Current.Source} against {comparisons.Reference.Source}");
        page.AddTiles(
            ("of the columns drifted", $"{drifted} of {columns.Length}", drifted > 0 ? "bad" : "ok"),
            ("could not be judged", Figures.Of(unknown), unknown > 0 ? "odd" : ""),
            ("rows now", Figures.Of(comparisons.Current.Rows), ""),
            ("rows in the reference", Figures.Of(comparisons.Reference.Rows), ""));
        AddTable(page, columns);
        page.Add("<h2>Distributions</h2><div class=\"legend\"><span><i class=\"r\"></i>reference</span><span><i class=\"c\"></i>now</span></div><section class=\"grid\">");
        for (int i = 0; i < columns.Length; i++)
            AddCard(page, i, columns[i], comparisons);
        page.Add("</section>");
        if (comparisons.Extra.Count > 0)
            page.Add($"<p class=\"reason\">Not in the reference: {HtmlPage.Text(string.Join(", ", comparisons.Extra))}</p>");
        page.Add("<footer>A column drifted when its PSI, KS distance or share of missing values is above its bound: a tolerance, or what chance alone reaches with so many rows, whichever is more. The chance that any column is called drifted when none has is shared among all of them.</footer>");
        return page;
    }

    public static string Pill(bool? drifted) => drifted switch
    {
        true => "<span class=\"pill bad\">drifted</span>",
        false => "<span class=\"pill ok\">as before</span>",
        _ => "<span class=\"pill odd\">unknown</span>",
    };

    private static void AddTable(HtmlPage page, ColumnComparison[] columns)
    {
        page.Add("<section class=\"card wide\"><table><thead><tr><th>column</th><th></th><th class=\"num\">PSI</th><th class=\"num\">KS</th><th class=\"num\">p-value</th><th class=\"num\">missing</th><th>why</th></tr></thead><tbody>");
        for (int i = 0; i < columns.Length; i++)
        {
            ColumnComparison column = columns[i];
            page.Add($"<tr><td><a href=\"#c{Figures.Of(i)}\">{HtmlPage.Text(column.Name)}</a></td><td>{Pill(column.Drifted)}</td><td class=\"num\">{HtmlPage.Text(Figures.Of(column.Find("psi")))}</td><td class=\"num\">{HtmlPage.Text(Figures.Of(column.Find("ks")))}</td>"
                + $"<td class=\"num\">{HtmlPage.Text(Figures.Of(column.Find("ksPValue") ?? column.Find("chiSquarePValue")))}</td><td class=\"num\">{Percent(column.ReferenceMissing)} → {Percent(column.CurrentMissing)}</td><td class=\"why\">{HtmlPage.Text(column.Reason)}</td></tr>");
        }

        page.Add("</tbody></table></section>");
    }

    private static void AddCard(HtmlPage page, int place, ColumnComparison column, ColumnComparisons comparisons)
    {
        Column? before = comparisons.Reference.Find(column.Name), after = comparisons.Current.Find(column.Name);
        page.Add($"<article class=\"card\" id=\"c{Figures.Of(place)}\"><div class=\"top\"><h3>{HtmlPage.Text(column.Name)}</h3>{Pill(column.Drifted)}</div>");
        page.Add($"<p class=\"reason\">{HtmlPage.Text(column.Reason)}</p>");
        if (before is not null && after is not null)
            page.Add(DistributionChart.Of(before, after));
        var rows = new StringBuilder();
        foreach ((string name, double? value) in column.Statistics)
        {
            if (value is not { } known)
                continue;
            double? bound = column.Bounds.FirstOrDefault(pair => pair.Key == name) is { Key: not null } found ? found.Value : null;
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlPage.Text(name)}</td><td class=\"num\">{HtmlPage.Text(Figures.Of(known))}</td><td class=\"num\">{HtmlPage.Text(Figures.Of(bound))}</td></tr>");
        }

        if (rows.Length > 0)
            page.Add($"<details><summary>all statistics</summary><table><thead><tr><th>{(column.Kind == FeatureKind.Numeric ? "number" : "category")}</th><th class=\"num\">figure</th><th class=\"num\">by chance up to</th></tr></thead><tbody>{rows}</tbody></table></details>");
        page.Add("</article>");
    }

    private static string Percent(double? share) => share is { } known ? (known * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %" : Tables.Nothing;
}
