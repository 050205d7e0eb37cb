using System.Globalization;
using System.Text;
using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Reports;

/// <summary>A figure over windows as an SVG line, with what it must not exceed.</summary>
internal static class TimelineChart
{
    private const int Width = 480;
    private const int Height = 110;
    private const int Top = 16;

    /// <param name="label">What it shows.</param>
    /// <param name="values">One for each window; a gap where nothing is known.</param>
    /// <param name="limits">The limit of each window; none where it is not known.</param>
    /// <param name="first">What stands under the first window.</param>
    /// <param name="last">What stands under the last.</param>
    public static string Of(string label, IReadOnlyList<double?> values, IReadOnlyList<double?> limits, string first, string last)
    {
        double most = Math.Max(values.Max() ?? 0, limits.Max() ?? 0);
        double least = Math.Min(values.Min() ?? 0, 0);
        if (most <= least)
            most = least + 1;
        double X(int place) => values.Count == 1 ? Width / 2.0 : 4 + (place * (Width - 8.0) / (values.Count - 1));
        double Y(double value) => Top + ((most - value) / (most - least) * (Height - Top));

        StringBuilder svg = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height + 18}\" role=\"img\" aria-label=\"{HtmlPage.Text(label)}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"0\" x2=\"{Width}\" y1=\"{Y(0):0.##}\" y2=\"{Y(0):0.##}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"11\">{HtmlPage.Text(label)}</text><text x=\"{Width}\" y=\"11\" text-anchor=\"end\">up to {HtmlPage.Text(Figures.Of(most))}</text>");
        Path(svg, "limit", limits, X, Y);
        Path(svg, "path", values, X, Y);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value && ((i < limits.Count && limits[i] is { } limit && value > limit) || values.Count == 1))
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{X(i):0.##}\" cy=\"{Y(value):0.##}\" r=\"2.6\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Height + 14}\">{HtmlPage.Text(first)}</text><text x=\"{Width}\" y=\"{Height + 14}\" text-anchor=\"end\">{HtmlPage.Text(last)}</text>");
        return svg.Append("</svg>").ToString();
    }

    private static void Path(StringBuilder svg, string kind, IReadOnlyList<double?> values, Func<int, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        bool open = false;
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value)
                path.Append(CultureInfo.InvariantCulture, $"{(open ? 'L' : 'M')}{x(i):0.##} {y(value):0.##}");
            open = values[i] is not null;
        }

        if (path.Length > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" fill=\"none\" d=\"{path}\"/>");
    }
}
