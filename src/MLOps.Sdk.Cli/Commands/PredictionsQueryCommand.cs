using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Predictions;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops predictions query</c>, or <c>list</c>.</summary>
internal sealed class PredictionsQueryCommand : StoreCommand
{
    private readonly PredictionFilters _filters = new();
    private readonly Option<int> _limit;
    private readonly Option<string?> _after;
    private readonly Option<bool> _descending;

    public PredictionsQueryCommand(Terminal terminal) : base("query", "One page of the predictions that match.", terminal)
    {
        Aliases.Add("list");
        _filters.AddTo(this);
        ReadsPayloads();
        NamesSubjects();
        _limit = With(CommonOptions.Number("--limit", "Rows in the page.", 1, PredictionQuery.MaximumLimit, otherwise: 100));
        _after = With(CommonOptions.Text("--after", "Goes on where a page ended: its 'next'.", "NEXT"));
        _descending = With(new Option<bool>("--descending") { Description = "Newest first." });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        PredictionPage page = await QueryAsync(parsed, cancellationToken).ConfigureAwait(false);
        await RecordAccessAsync(parsed, LogEvent.Access, _filters.Read(parsed), page.Predictions.Count, static _ => { }, cancellationToken).ConfigureAwait(false);
        NoteMissingKeys(page.Predictions);
        if (WantsJson(parsed))
        {
            Terminal.WriteJsonObject(json =>
            {
                json.WriteArray("predictions", page.Predictions, PredictionJson.Write);
                json.WriteString("next", page.Next);
            });
            return ExitCode.Ok;
        }

        Table table = Tables.Create("id", "time", "model", "version", "status", " output", " latency", " cost", "subject", "tags");
        foreach (LoggedPrediction prediction in page.Predictions)
        {
            table.Row(
                prediction.Id.ToString(), Figures.Time(prediction.Time), prediction.Model, prediction.Version, PredictionWords.Of(prediction.Status),
                PredictionWords.OutputOf(prediction), Figures.Microseconds(prediction.Latency), Figures.Money(PicoUnits.ToDecimal(prediction.CostPicoUnits)),
                prediction.Subject, string.Join(", ", prediction.Tags.Select(static tag => $"{tag.Key}={tag.Value}")));
        }

        Terminal.Write(table);
        if (page.Next is not null)
            Terminal.WriteNote($"There may be more: add --after {page.Next}");
        return ExitCode.Ok;
    }

    private async Task<PredictionPage> QueryAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        PredictionQuery query = _filters.Read(parsed) with
        {
            Limit = parsed.GetRequiredValue(_limit),
            After = parsed.GetValue(_after),
            Descending = parsed.GetValue(_descending),
        };
        try
        {
            return await OpenLog(parsed).QueryAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException fault) when (query.After is not null)
        {
            throw new UsageFault($"--after is '{query.After}', which is not the end of a page. Take the 'next' of the page before, or leave it out to start from the first.", fault);
        }
    }
}
