using MLOps.Sdk;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Storage;
using Quickstart.Serving;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart.Reports;

/// <summary>Shows what was seen: everything here is read through the interfaces that an app has.</summary>
internal sealed class Report(IModelOps ops, IDriftReports drift, IModelRegistry registry, IPredictionLog log)
{
    private const string Tag = "country";

    public async Task PrintAsync(StoryResult result)
    {
        Print(VersionTables.Answers(result.Days));
        Print(VersionTables.History(await registry.GetHistoryAsync(Releases.Model)));
        foreach (IRenderable part in new DriftTable(drift.Latest(Releases.Model), result.ShiftedAt).Render())
            Print(part);
        Print(SpeedTable.Of(result.Days, result.Overhead));
        Print(CostTable.Of(await log.UsageAsync(new UsageQuery(Releases.Model, Tag)), Tag));
        if (await log.FindAsync(result.Days[^1].LastCaughtFraud) is { } prediction)
            Print(PredictionTable.Of(prediction));
        PrintBooks(ops.Counts);
        PrintNextSteps(await log.StatusAsync());
    }

    private static void PrintBooks(RecordingCounts counts)
    {
        AnsiConsole.MarkupLine($"[bold]Books[/]   calls {counts.Calls:N0} = durable {counts.Durable:N0} + pending {counts.Pending:N0} + lost {counts.LostTotal:N0}");
        foreach ((LossReason reason, long count) in counts.Lost)
            AnsiConsole.MarkupLine($"        lost {count:N0}: {reason}");
    }

    private static void PrintNextSteps(StoreStatus store)
    {
        Console.WriteLine($"""
            Store   {store.Location} ({store.Bytes / 1_000_000} MB; delete the directory when you are done)
            Next    sqlite3 {store.Location} "SELECT version, count(*), avg(output) FROM predictions GROUP BY version"
                    dotnet run --project src/MLOps.Sdk.Cli -- predictions list --store {Path.GetDirectoryName(store.Location)} --limit 5
            """);
    }

    private static void Print(IRenderable part)
    {
        AnsiConsole.Write(part);
        AnsiConsole.WriteLine();
    }
}
