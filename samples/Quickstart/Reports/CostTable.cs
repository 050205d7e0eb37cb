using MLOps.Sdk.Cost;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace Quickstart.Reports;

/// <summary>What the calls cost, summed by the store.</summary>
internal static class CostTable
{
    public static Table Of(IEnumerable<UsageRow> usage, string tag)
    {
        Table table = new Table().Title($"Cost by version and {tag}").Border(TableBorder.Rounded).AddColumns("version", tag);
        foreach (string figure in (string[])["calls", "cost", "mean latency"])
            table.AddColumn(new TableColumn(figure).RightAligned());
        foreach (UsageRow row in usage)
        {
            decimal cost = (decimal)row.CostPicoUnits / PicoUnits.PerUnit;
            table.AddRow(row.Version, row.TagValue ?? "–", $"{row.Calls:N0}", $"{cost:N4} USD", $"{row.Latency.TotalMicroseconds / row.Calls:N1} µs");
        }

        return table;
    }
}
