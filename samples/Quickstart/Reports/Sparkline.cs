using Spectre.Console;

namespace Quickstart.Reports;

/// <summary>A series as one line of bars, for people to see where it jumps.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Bars from 0 to the greatest value, or to <paramref name="least"/> where all are smaller, so that noise stays low.</summary>
    /// <param name="values">The series; NaN is a gap.</param>
    /// <param name="least">The least value of a full bar.</param>
    /// <param name="color">The color of a value.</param>
    public static Markup Of(IReadOnlyCollection<double> values, double least, Func<double, string> color)
    {
        double top = values.Where(double.IsFinite).Append(least).Max();
        return new Markup(string.Concat(values.Select(value => $"[{color(value)}]{Bar(value, top)}[/]")));
    }

    private static char Bar(double value, double top) =>
        double.IsFinite(value) ? Bars[(int)Math.Min(value / top * Bars.Length, Bars.Length - 1)] : ' ';
}
