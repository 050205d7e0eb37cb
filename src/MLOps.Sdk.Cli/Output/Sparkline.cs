namespace MLOps.Sdk.Cli.Output;

/// <summary>A series as one line of bars.</summary>
internal static class Sparkline
{
    /// <summary>The most bars; longer series show the greatest of neighbouring values.</summary>
    public const int MaximumBars = 60;

    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>One bar for each value from 0 (the lowest) to the greatest (the highest); a gap where nothing is known.</summary>
    public static string Of(IReadOnlyList<double?> values)
    {
        int bars = Math.Min(values.Count, MaximumBars);
        double greatest = values.Max() ?? 0;
        return string.Create(bars, (values, greatest), static (line, series) =>
        {
            for (int bar = 0; bar < line.Length; bar++)
            {
                int from = (int)((long)bar * series.values.Count / line.Length);
                int to = (int)((bar + 1L) * series.values.Count / line.Length);
                line[bar] = BarOf(series.values.Skip(from).Take(to - from).Max(), series.greatest);
            }
        });
    }

    private static char BarOf(double? value, double greatest)
    {
        if (value is not { } known)
            return ' ';
        return greatest > 0 ? Bars[(int)Math.Round(Math.Max(known, 0) / greatest * (Bars.Length - 1))] : Bars[0];
    }
}
