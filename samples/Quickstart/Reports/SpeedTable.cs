using Quickstart.Serving;
using Spectre.Console;

namespace Quickstart.Reports;

/// <summary>What recording costs.</summary>
internal static class SpeedTable
{
    public static Table Of(IReadOnlyList<ShopDay> days, Overhead overhead)
    {
        double payments = days.Sum(day => day.Payments);
        double serving = days.Sum(day => day.Serving.TotalSeconds);
        double storing = days.Sum(day => day.ServingAndStoring.TotalSeconds);
        return new Table().Title("Speed, one caller").Border(TableBorder.Rounded)
            .AddColumn("what").AddColumn(new TableColumn("figure").RightAligned())
            .AddRow("decisions while serving (prediction and action recorded)", $"{payments / serving:N0} /s")
            .AddRow("decisions with everything on disk, synced", $"{payments / storing:N0} /s")
            .AddRow("the model alone (ONNX Runtime), median", $"{overhead.Bare:N0} ns a call")
            .AddRow("recorded and watched, median", $"{overhead.Recorded:N0} ns a call")
            .AddRow("overhead per call", $"{overhead.PerCall:N0} ns");
    }
}
