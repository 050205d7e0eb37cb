using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Predictions;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops predictions list</c>.</summary>
internal sealed class PredictionsListCommand : StoreCommand
{
    private readonly Option<string?> _model;
    private readonly Option<string?> _version;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;
    private readonly Option<KeyValuePair<string, string>[]> _tag;
    private readonly Option<string?> _subject;
    private readonly Option<string?> _status;
    private readonly Option<int> _limit;
    private readonly Option<string?> _after;
    private readonly Option<bool> _descending;

    public PredictionsListCommand(Terminal terminal) : base("list", "One page of the predictions that match.", terminal)
    {
        _model = With(CommonOptions.Text("--model", "Of this model.", "NAME"));
        _version = With(CommonOptions.Text("--version", "By this version.", "V"));
        _from = With(CommonOptions.Moment("--from", "Started at or after this moment."));
        _to = With(CommonOptions.Moment("--to", "Started before this moment."));
        _tag = With(CommonOptions.Pairs("--tag", "With this tag."));
        _tag.Arity = ArgumentArity.ExactlyOne;
        _subject = With(CommonOptions.Text("--subject", "About this subject.", "S"));
        _status = With(CommonOptions.Text("--status", "That ended like this.", "STATUS").AcceptOnlyFromAmong(PredictionWords.Statuses));
        _limit = With(CommonOptions.Number("--limit", "Rows in the page.", 1, PredictionQuery.MaximumLimit, otherwise: 100));
        _after = With(CommonOptions.Text("--after", "Goes on where a page ended: its 'next'.", "NEXT"));
        _descending = With(new Option<bool>("--descending") { Description = "Newest first." });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        PredictionPage page = await QueryAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("predictions");
                foreach (LoggedPrediction prediction in page.Predictions)
                    PredictionJson.Write(json, prediction);
                json.WriteEndArray();
                json.WriteString("next", page.Next);
                json.WriteEndObject();
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
        KeyValuePair<string, string>[] tags = parsed.GetRequiredValue(_tag);
        var query = new PredictionQuery
        {
            Model = parsed.GetValue(_model),
            Version = parsed.GetValue(_version),
            From = parsed.GetValue(_from),
            To = parsed.GetValue(_to),
            Tag = tags.Length == 0 ? null : (tags[0].Key, tags[0].Value),
            Subject = parsed.GetValue(_subject),
            Status = parsed.GetValue(_status) is { } status ? PredictionWords.ParseStatus(status) : null,
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
            throw new CommandFault($"--after is '{query.After}', which is not the end of a page. Take the 'next' of the page before, or leave it out to start from the first.", fault);
        }
    }
}
