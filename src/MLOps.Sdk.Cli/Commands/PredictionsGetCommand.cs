using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Predictions;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops predictions get ID</c>.</summary>
internal sealed class PredictionsGetCommand : StoreCommand
{
    private readonly Argument<string> _id;

    public PredictionsGetCommand(Terminal terminal) : base("get", "One prediction with everything the log knows about it.", terminal)
    {
        _id = WithArgument("ID", "The prediction's id.");
        ReadsPayloads();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        LoggedPrediction prediction = await FindAsync(OpenLog(parsed), parsed.GetRequiredValue(_id), StoreOf(parsed), cancellationToken).ConfigureAwait(false);
        await RecordAccessAsync(parsed, LogEvent.Access, query: null, 1, json => json.WriteString("id", AccessRecord.IdOf(prediction)), cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => PredictionJson.Write(json, prediction));
        else
            Terminal.Write(TableOf(prediction));
        NoteMissingKeys([prediction]);
        return ExitCode.Ok;
    }

    /// <summary>The prediction whose id a command line names.</summary>
    /// <exception cref="CommandFault">It is no id, or the log does not hold it.</exception>
    public static async Task<LoggedPrediction> FindAsync(IPredictionLog log, string text, string store, CancellationToken cancellationToken)
    {
        if (!PredictionId.TryParse(text, provider: null, out PredictionId id))
            throw new CommandFault($"'{text}' is not a prediction id. An id has the form of a UUID, such as 019aa3a2-5c1e-8d0f-8000-000000000001; 'modelops predictions list' shows some.");
        return await log.FindAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"The log in '{Path.GetFullPath(store)}' has no prediction {id}. It may be pending still ('modelops status' counts those), be erased or removed by retention, or lie in another store (--store).");
    }

    public static Table TableOf(LoggedPrediction prediction)
    {
        Table table = Tables.Create("", "").HideHeaders();
        table.Row("id", prediction.Id.ToString());
        table.Row("time", Figures.Time(prediction.Time));
        table.Row("model", $"{prediction.Model} {prediction.Version} ({PredictionWords.Of(prediction.Variant)})");
        table.Row("status", PredictionWords.Of(prediction.Status) + (prediction.ErrorType is { } error ? $": {error}" : ""));
        table.Row("output", PredictionWords.OutputOf(prediction));
        table.Row("latency", Figures.Microseconds(prediction.Latency));
        table.Row("cost", Figures.Money(PicoUnits.ToDecimal(prediction.CostPicoUnits)) ?? "unknown");
        table.Row("subject", prediction.Subject);
        table.Row("trace", prediction.TraceId);
        foreach ((string key, string value) in prediction.Tags)
            table.Row($"tag {key}", value);
        foreach ((string name, object? value) in prediction.Features)
            table.Row($"feature {name}", PredictionWords.ValueOf(value));
        foreach (LoggedAction action in prediction.Actions)
            table.Row("action", $"{action.Action} by rule {action.Rule ?? "unknown"} at {Figures.Time(action.Time)}");
        foreach (LoggedOutcome outcome in prediction.Outcomes)
            table.Row("outcome", $"{PredictionWords.OutcomeOf(outcome)} at {Figures.Time(outcome.Time)}");
        Payload("input", PredictionWords.PayloadOf(prediction.RawInput, prediction.RawInputProtection), prediction.RawInputCut);
        Payload("raw output", PredictionWords.PayloadOf(prediction.RawOutput, prediction.RawOutputProtection), prediction.RawOutputCut);
        return table;

        void Payload(string name, string? text, CutPayload? cut)
        {
            if (text is not null)
                table.Row(name, text);
            if (cut is not null)
                table.Row($"{name} was cut", string.Create(CultureInfo.InvariantCulture, $"it had {cut.Characters:N0} characters{(cut.Sha256 is { } hash ? $", SHA-256 {hash}" : "")}"));
        }
    }
}
