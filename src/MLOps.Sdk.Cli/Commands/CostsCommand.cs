using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops costs</c>.</summary>
internal sealed class CostsCommand : StoreCommand
{
    private readonly Option<string?> _by;
    private readonly Option<string?> _model;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;

    public CostsCommand(Terminal terminal) : base("costs", "Calls, failures, latency and cost by model and version.", terminal)
    {
        _by = With(CommonOptions.Text("--by", "Also by the values of this tag.", "TAG"));
        _model = With(CommonOptions.Text("--model", "Of this model alone.", "NAME"));
        _from = With(CommonOptions.Moment("--from", "Calls that started at or after this moment."));
        _to = With(CommonOptions.Moment("--to", "Calls that started before this moment."));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string? tag = parsed.GetValue(_by);
        IReadOnlyList<UsageRow> rows = await OpenLog(parsed).UsageAsync(
            new UsageQuery(parsed.GetValue(_model), tag, parsed.GetValue(_from), parsed.GetValue(_to)), cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
            WriteJson(tag, rows);
        else
            WriteTable(tag, rows);
        return ExitCode.Ok;
    }

    private void WriteJson(string? tag, IReadOnlyList<UsageRow> rows) => Terminal.WriteJsonObject(json =>
    {
        json.WriteString("by", tag);
        json.WriteObjects("costs", rows, row =>
        {
            json.WriteString("model", row.Model);
            json.WriteString("version", row.Version);
            json.WriteString("tag", row.TagValue);
            json.WriteNumber("calls", row.Calls);
            json.WriteNumber("failed", row.Failed);
            json.WriteMoney("cost", CostOf(row));
            json.WriteNumber("callsWithUnknownCost", row.UnknownCost);
            json.WriteNumber("latencyMicroseconds", row.Latency.TotalMicroseconds);
        });
    });

    private void WriteTable(string? tag, IReadOnlyList<UsageRow> rows)
    {
        Table table = Tables.Create(["model", "version", .. tag is null ? Array.Empty<string>() : [tag], " calls", " failed", " cost", " calls without a price", " mean latency"]);
        foreach (UsageRow row in rows)
        {
            table.Row([
                row.Model, row.Version, .. tag is null ? Array.Empty<string?>() : [row.TagValue], Figures.Of(row.Calls), Figures.Of(row.Failed),
                Figures.Money(CostOf(row)), Figures.Of(row.UnknownCost), row.Calls == 0 ? null : Figures.Microseconds(row.Latency / row.Calls)]);
        }

        Terminal.Write(table);
    }

    /// <summary>The sum of the known prices; null when no call has one.</summary>
    private static decimal? CostOf(UsageRow row) => row.UnknownCost == row.Calls ? null : (decimal)row.CostPicoUnits / PicoUnits.PerUnit;
}
