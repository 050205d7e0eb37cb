using System.CommandLine;
using System.Text;
using MLOps.Sdk.Cli.Columns;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Quality;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops quality</c>: a file or a stretch of the log held to a schema, or what the app's own monitor found while it served.</summary>
internal sealed class QualityCommand : StoreCommand
{
    private readonly Option<string?> _schema;
    private readonly Option<string?> _data;
    private readonly Option<string?> _model;
    private readonly Option<string?> _version;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;
    private readonly Option<bool> _gate;

    public QualityCommand(Terminal terminal) : base("quality", "Holds data to a schema: missing, out of range, unseen, constant, duplicate, stale and more. Without a schema: what the app found while it served.", terminal)
    {
        _schema = With(CommonOptions.Text("--schema", "The schema, from 'modelops profile schema'; or constraints.json of SageMaker Model Monitor.", "S.json"));
        _data = With(CommonOptions.Text("--data", "The data: CSV with a header, plain or .gz.", "F.csv"));
        _model = With(CommonOptions.Text("--model", "Takes the data from the log of this model; without --schema, shows the windows that its app found.", "NAME"));
        _version = With(CommonOptions.Text("--version", "Of this version of the model alone.", "V"));
        _from = With(CommonOptions.Moment("--from", "Predictions, or windows, that started at or after this moment."));
        _to = With(CommonOptions.Moment("--to", "Predictions, or windows, that started before this moment."));
        _gate = With(new Option<bool>("--gate") { Description = "Ends with 2 when a rule is broken, and with 3 when one cannot be judged." });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool? verdict = (parsed.GetValue(_schema), parsed.GetValue(_data), parsed.GetValue(_model)) switch
        {
            ({ } schema, { } data, null) => await HoldAsync(parsed, schema, data, null, cancellationToken).ConfigureAwait(false),
            ({ } schema, null, { } model) => await HoldAsync(parsed, schema, null, model, cancellationToken).ConfigureAwait(false),
            (null, null, { } model) => await ShowAsync(parsed, model, cancellationToken).ConfigureAwait(false),
            (null, { }, _) => throw new UsageFault("To what is the data to be held? Give --schema S.json; 'modelops profile schema' makes one of a reference."),
            (_, { }, { }) => throw new UsageFault("--data and --model both say what the data is. Leave one out."),
            _ => throw new UsageFault("What is to be looked at? Give --schema with --data FILE or --model NAME, or --model NAME alone for what its app found."),
        };
        return !parsed.GetValue(_gate) ? ExitCode.Ok : verdict switch
        {
            true => ExitCode.Ok,
            false => ExitCode.Failed,
            _ => ExitCode.Inconclusive,
        };
    }

    private async Task<bool?> HoldAsync(ParseResult parsed, string schemaFile, string? dataFile, string? model, CancellationToken cancellationToken)
    {
        byte[] text = await InputFile.ReadAllBytesAsync(schemaFile, "The schema", cancellationToken).ConfigureAwait(false);
        DataSchema schema = DataSchema.Parse(Encoding.UTF8.GetString(text));
        ColumnSource source = model is null
            ? ColumnSource.File(dataFile!)
            : ColumnSource.Log(OpenLog(parsed), new PredictionQuery { Model = model, Version = parsed.GetValue(_version), From = parsed.GetValue(_from), To = parsed.GetValue(_to) });
        ColumnTable data = await source.ReadAsync([.. schema.Columns.Select(static rule => (rule.Name, rule.Kind))], cancellationToken).ConfigureAwait(false);
        IReadOnlyList<QualityFinding> findings = QualityCheck.Run(schema, data, source.Names);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => QualityOutput.Write(json, data, findings));
        else
            QualityOutput.WriteTable(Terminal, data, findings);
        return QualityOutput.Verdict(findings);
    }

    private async Task<bool?> ShowAsync(ParseResult parsed, string model, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredWindow> stored = await OpenLog(parsed).WindowsAsync(
            new WindowQuery(model, parsed.GetValue(_version), Monitor: QualityMonitor.MonitorName), cancellationToken).ConfigureAwait(false);
        (DateTimeOffset? from, DateTimeOffset? to) = (parsed.GetValue(_from), parsed.GetValue(_to));
        IReadOnlyList<QualityFigures> windows = QualityFigures.Read(stored.Where(window => (from is null || window.From >= from) && (to is null || window.From < to)));
        if (windows.Count == 0)
            throw new CommandFault($"The store in '{Path.GetFullPath(StoreOf(parsed))}' keeps no quality windows of model '{model}' that match. An app keeps them when it declares Quality() for the model; a stretch of the log is held to a schema with --schema S.json.");
        if (WantsJson(parsed))
            Terminal.WriteJson(json => QualityFigures.Write(json, model, windows));
        else
            QualityFigures.WriteTable(Terminal, model, windows);
        return QualityFigures.Verdict(windows);
    }
}
