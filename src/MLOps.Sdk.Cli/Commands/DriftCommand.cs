using System.CommandLine;
using MLOps.Sdk.Cli.Columns;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Reports;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops drift --reference A --current B</c>: two files, a file and the log, or two stretches of the log.</summary>
internal sealed class DriftCommand : StoreCommand
{
    private readonly Option<string?> _reference;
    private readonly Option<string?> _current;
    private readonly Option<string?> _model;
    private readonly Option<string?> _version;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;
    private readonly Option<DateTimeOffset?> _referenceFrom;
    private readonly Option<DateTimeOffset?> _referenceTo;
    private readonly Option<string[]> _columns;
    private readonly Option<KeyValuePair<string, string>[]> _types;
    private readonly Option<bool> _gate;
    private readonly Option<string?> _html;
    private readonly Option<bool> _multivariate;
    private readonly ComparisonOptionSet _comparison = new();

    public DriftCommand(Terminal terminal) : base("drift", "Compares data with its reference, column by column: two files, the log with a file, or two stretches of the log.", terminal)
    {
        _reference = With(CommonOptions.Text("--reference", "The reference: CSV with a header, plain or .gz; a profile (.json); or an .onnx file that brings one.", "A.csv"));
        _current = With(CommonOptions.Text("--current", "The current data: CSV with a header, plain or .gz.", "B.csv"));
        _model = With(CommonOptions.Text("--model", "Takes the current data from the log of this model instead of a file.", "NAME"));
        _version = With(CommonOptions.Text("--version", "Of this version of the model alone.", "V"));
        _from = With(CommonOptions.Moment("--from", "Current predictions that started at or after this moment."));
        _to = With(CommonOptions.Moment("--to", "Current predictions that started before this moment."));
        _referenceFrom = With(CommonOptions.Moment("--reference-from", "Takes the reference from the model's log, from this moment on."));
        _referenceTo = With(CommonOptions.Moment("--reference-to", "Takes the reference from the model's log, up to this moment."));
        _columns = With(ComparisonOptionSet.List("--columns", "The columns, separated by commas. Default: all of the reference."));
        _types = With(CommonOptions.Pairs("--type", "What a column holds, where the guess is wrong: NAME=numeric or NAME=categorical; may be repeated."));
        _comparison.AddTo(this);
        _gate = With(new Option<bool>("--gate") { Description = "Ends with 2 when a column drifted, and with 3 when one could not be judged." });
        _html = With(CommonOptions.Text("--html", "Also writes a page with the distributions side by side.", "R.html"));
        _multivariate = With(new Option<bool>("--multivariate") { Description = "Also compares how the numeric columns go together: errors of rebuilding rows, maximum mean discrepancy, centroids, a classifier of the two." });
        Subcommands.Add(new DriftWindowsCommand(terminal));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (ColumnSource reference, ColumnSource current) = (ReferenceOf(parsed), CurrentOf(parsed));
        Dictionary<string, FeatureKind> types = ColumnTypes.Read(parsed.GetRequiredValue(_types));
        ColumnComparisons comparisons = await Terminal.WithProgressAsync("Comparing columns", progress => ColumnComparisons.CompareAsync(
            reference, current, parsed.GetRequiredValue(_columns), types, _comparison.Read(parsed), progress, cancellationToken)).ConfigureAwait(false);
        if (comparisons.Columns.Count > 0 && comparisons.Current.Columns.IsEmpty)
            Terminal.WriteNote($"None of the reference's columns is in {comparisons.Current.Source}, which has: {string.Join(", ", current.Names)}. Columns are separated by commas.");
        if (parsed.GetValue(_html) is { } html)
            await ColumnsReport.Of(comparisons).SaveAsync(html, "Drift report", cancellationToken).ConfigureAwait(false);
        MultivariateComparison? together = parsed.GetValue(_multivariate) ? MultivariateComparison.Of(comparisons.Reference, comparisons.Current) : null;
        if (WantsJson(parsed))
            Terminal.WriteJson(json => ColumnsJson.Write(json, comparisons, together));
        else
            WriteTable(comparisons);
        if (together is not null && !WantsJson(parsed))
            MultivariateOutput.WriteTable(Terminal, together);
        return !parsed.GetValue(_gate) ? ExitCode.Ok : together?.Drifted == true ? ExitCode.Failed : comparisons.Verdict;
    }

    private void WriteTable(ColumnComparisons comparisons)
    {
        Terminal.WriteLine($"{comparisons.Current.Source} ({Figures.Of(comparisons.Current.Rows)} rows) against {comparisons.Reference.Source} ({Figures.Of(comparisons.Reference.Rows)} rows)");
        Terminal.Write(ColumnsTable.Of(comparisons));
        if (comparisons.Extra.Count > 0)
            Terminal.WriteLine($"Not in the reference: {string.Join(", ", comparisons.Extra)}");
    }

    private ColumnSource ReferenceOf(ParseResult parsed)
    {
        (DateTimeOffset? from, DateTimeOffset? to) = (parsed.GetValue(_referenceFrom), parsed.GetValue(_referenceTo));
        bool log = from is not null || to is not null;
        return (parsed.GetValue(_reference), log) switch
        {
            ({ } path, false) => ColumnSource.File(path),
            (null, true) => LogOf(parsed, from, to, "--reference-from and --reference-to take the reference from"),
            (null, false) => throw new UsageFault("Drift from what? Give --reference FILE, or --model with --reference-from and --reference-to."),
            _ => throw new UsageFault("--reference and --reference-from or --reference-to both say what the reference is. Leave one out."),
        };
    }

    private ColumnSource CurrentOf(ParseResult parsed)
    {
        (DateTimeOffset? from, DateTimeOffset? to) = (parsed.GetValue(_from), parsed.GetValue(_to));
        bool log = from is not null || to is not null || (parsed.GetValue(_current) is null && parsed.GetValue(_model) is not null);
        return (parsed.GetValue(_current), log) switch
        {
            ({ } path, false) => ColumnSource.File(path),
            (null, true) => LogOf(parsed, from, to, "--from and --to take the current data from"),
            (null, false) => throw new UsageFault("What is to be compared? Give --current FILE, or --model NAME for the log, with --from and --to."),
            _ => throw new UsageFault("--current and --from or --to both say what the current data is. Leave one out."),
        };
    }

    private ColumnSource LogOf(ParseResult parsed, DateTimeOffset? from, DateTimeOffset? to, string who) => parsed.GetValue(_model) is { } model
        ? ColumnSource.Log(OpenLog(parsed), new PredictionQuery { Model = model, Version = parsed.GetValue(_version), From = from, To = to })
        : throw new UsageFault($"{who} the log, of which model? Give --model NAME.");
}
