using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Replay;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Statistics.Performance;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Performance;

/// <summary>Performance figures for people.</summary>
internal static class PerformanceTables
{
    private const int FiguresShown = 7;

    public static Table ByWindow(IReadOnlyList<WindowFigures> windows, IReadOnlyList<WindowPerformance> performance)
    {
        string[] names = [.. PerformanceJson.Figures(performance[0].Figures).Take(FiguresShown).Select(static figure => " " + figure.Name)];
        Table table = Tables.Create([" window", " first row", " known", .. names]);
        for (int i = 0; i < windows.Count; i++)
        {
            table.Row([
                Figures.Of(windows[i].Index), Figures.Of(windows[i].FirstRow), Figures.Of(PerformanceJson.RowsOf(performance[i].Figures)),
                .. PerformanceJson.Figures(performance[i].Figures).Take(FiguresShown).Select(static figure => Text(figure.Figure))]);
        }

        return table;
    }

    public static Table BySlice(string title, IReadOnlyList<PerformanceSlice> slices)
    {
        string[] names = [.. PerformanceJson.Figures(slices[0].Figures).Take(FiguresShown).Select(static figure => " " + figure.Name)];
        Table table = Tables.Create([title, " predictions", " known", .. names]);
        foreach (PerformanceSlice slice in slices)
        {
            table.Row([
                slice.Name, Figures.Of(slice.Predictions), Figures.Of(slice.Labelled),
                .. PerformanceJson.Figures(slice.Figures).Take(FiguresShown).Select(static figure => Text(figure.Figure))]);
        }

        return table;
    }

    private static string? Text(Estimate figure) => figure.IsKnown ? Figures.Of(figure.Value) : null;
}
