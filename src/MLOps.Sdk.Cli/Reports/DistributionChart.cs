using System.Globalization;
using System.Text;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Reports;

/// <summary>Two distributions side by side as an SVG: the reference beside the current data, as shares.</summary>
internal static class DistributionChart
{
    private const int Width = 480;
    private const int Height = 150;
    private const int Bars = 24;
    private const int Names = 9;
    private const int NameWidth = 130;

    public static string Of(Column reference, Column current) => reference.Kind == FeatureKind.Numeric ? OfNumbers(reference, current) : OfCategories(reference, current);

    private static string OfNumbers(Column reference, Column current)
    {
        double[] both = [.. Finite(reference), .. Finite(current)];
        if (both.Length == 0)
            return "<p class=\"reason\">No finite values on either side.</p>";

        // A few far values would press all others into one bar: the outermost hundredths go into the outermost bars.
        Array.Sort(both);
        double least = both[both.Length / 200];
        double greatest = both[both.Length - 1 - (both.Length / 200)];
        if (least == greatest)
            (least, greatest) = (both[0], both[^1]);
        (double[] before, double[] after) = (Shares(reference, least, greatest), Shares(current, least, greatest));
        double most = Math.Max(before.Max(), after.Max());
        var svg = Start(Height + 18, $"Distribution of {reference.Name}: reference and current data");
        double step = (double)Width / Bars;
        for (int i = 0; i < Bars; i++)
        {
            Bar(svg, "ref", (i * step) + 1, before[i], (step / 2) - 1, most);
            Bar(svg, "cur", (i * step) + (step / 2), after[i], (step / 2) - 1, most);
        }

        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"0\" x2=\"{Width}\" y1=\"{Height}\" y2=\"{Height}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Height + 14}\">{HtmlPage.Text(Figures.Of(least))}</text><text x=\"{Width}\" y=\"{Height + 14}\" text-anchor=\"end\">{HtmlPage.Text(Figures.Of(greatest))}</text>");
        return svg.Append("</svg>").ToString();
    }

    private static string OfCategories(Column reference, Column current)
    {
        string[] names = [.. reference.Categories.Concat(current.Categories).GroupBy(static pair => pair.Key)
            .OrderByDescending(group => Math.Max(Share(reference, group.Key), Share(current, group.Key))).ThenBy(static group => group.Key, StringComparer.Ordinal).Select(static group => group.Key).Take(Names)];
        var rows = new List<(string Name, double Before, double After)>();
        foreach (string name in names)
            rows.Add((name, Share(reference, name), Share(current, name)));
        rows.Add(("all others", Others(reference, names), Others(current, names)));
        rows.Add(("missing", Missing(reference), Missing(current)));
        rows.RemoveAll(static row => row is { Before: 0, After: 0 });
        if (rows.Count == 0)
            return "<p class=\"reason\">No values on either side.</p>";

        const int Row = 24;
        double most = rows.Max(static row => Math.Max(row.Before, row.After));
        var svg = Start(rows.Count * Row, $"Shares of the categories of {reference.Name}: reference and current data");
        for (int i = 0; i < rows.Count; i++)
        {
            (string name, double before, double after) = rows[i];
            string shown = name.Length > 18 ? name[..17] + "…" : name;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{NameWidth - 8}\" y=\"{(i * Row) + 15}\" text-anchor=\"end\">{HtmlPage.Text(shown)}</text>");
            Line(svg, "ref", (i * Row) + 3, before / most);
            Line(svg, "cur", (i * Row) + 12, after / most);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width}\" y=\"{(i * Row) + 15}\" text-anchor=\"end\">{before * 100:0.#} → {after * 100:0.#} %</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Start(int height, string label) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{HtmlPage.Text(label)}\">");

    private static void Bar(StringBuilder svg, string kind, double x, double share, double width, double most)
    {
        double height = most > 0 ? share / most * (Height - 6) : 0;
        if (height > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{x:0.##}\" y=\"{Height - height:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" rx=\"1.5\"/>");
    }

    private static void Line(StringBuilder svg, string kind, int y, double share)
    {
        if (share > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{NameWidth}\" y=\"{y}\" width=\"{Math.Max(share * (Width - NameWidth - 110), 1.5):0.##}\" height=\"8\" rx=\"2\"/>");
    }

    private static IEnumerable<double> Finite(Column column) => column.Numbers.ToArray().Where(double.IsFinite);

    private static double[] Shares(Column column, double least, double greatest)
    {
        double[] shares = new double[Bars];
        long values = column.Rows - column.Missing;
        double width = (greatest / Bars) - (least / Bars);
        foreach (double value in column.Numbers)
        {
            if (double.IsNaN(value))
                continue;
            double place = width > 0 ? ((value / Bars) - (least / Bars)) / width * Bars : value < least ? 0 : value > greatest ? Bars - 1 : Bars / 2;
            shares[(int)Math.Clamp(place, 0, Bars - 1)] += 1.0 / values;
        }

        return shares;
    }

    private static double Share(Column column, string name) => column.Rows == 0 ? 0 : (double)column.Categories.GetValueOrDefault(name) / column.Rows;

    private static double Missing(Column column) => column.Rows == 0 ? 0 : (double)column.Missing / column.Rows;

    private static double Others(Column column, string[] names) =>
        column.Rows == 0 ? 0 : (double)column.Categories.Where(pair => !names.Contains(pair.Key)).Sum(static pair => pair.Value) / column.Rows;
}
