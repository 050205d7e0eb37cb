using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Performance;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Statistics.Performance;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops evaluate</c>.</summary>
internal sealed class EvaluateCommand : StoreCommand
{
    private const int MaximumRows = 10_000_000;

    private readonly Option<string?> _model;
    private readonly Option<string?> _version;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;
    private readonly Option<string?> _segment;
    private readonly Option<string?> _segmentFeature;
    private readonly Option<string?> _data;
    private readonly Option<string?> _score;
    private readonly Option<string?> _label;
    private readonly Option<string?> _group;
    private readonly Option<int> _window;
    private readonly Option<string?> _threshold;
    private readonly Option<string> _task;
    private readonly Option<string?> _values;
    private readonly Option<string[]> _require;
    private readonly Option<bool> _sure;

    public EvaluateCommand(Terminal terminal) : base("evaluate", "Compares predictions with the truth: those of the log, or of a file.", terminal)
    {
        _model = With(CommonOptions.Text("--model", "Of the log: the model.", "NAME"));
        _version = With(CommonOptions.Text("--version", "Of the log: this version alone.", "V"));
        _from = With(CommonOptions.Moment("--from", "Of the log: calls that started at or after this moment."));
        _to = With(CommonOptions.Moment("--to", "Of the log: calls that started before this moment."));
        _segment = With(CommonOptions.Text("--segment", "Of the log: also by the values of this tag.", "TAG"));
        _segmentFeature = With(CommonOptions.Text("--segment-feature", "Of the log: also by the values of this feature.", "FEATURE"));
        _data = With(CommonOptions.Text("--data", "Or of a file: CSV with a header, plain or .gz.", "F.csv"));
        _score = With(CommonOptions.Text("--score", "Of the file: the column with the prediction.", "COL"));
        _label = With(CommonOptions.Text("--label", "Of the file: the column with the truth; empty where it is not known.", "COL"));
        _group = With(CommonOptions.Text("--group", "Of the file: also by the values of this column.", "COL"));
        _window = With(CommonOptions.Number("--window", "Also in windows of so many predictions; 0 for none.", 0, MaximumRows, otherwise: 0));
        _threshold = With(CommonOptions.Text("--threshold", "A score of at least this is a positive prediction. Default 0.5.", "X"));
        _task = With(new Option<string>("--task") { Description = "What predictions are.", DefaultValueFactory = static _ => "auto" }.AcceptOnlyFromAmong("auto", "classification", "regression", "labels"));
        _values = With(CommonOptions.Text("--values", "What a true positive, false positive, true negative and false negative are worth.", "TP,FP,TN,FN"));
        _require = With(new Option<string[]>("--require") { Description = "A gate, such as auc>=0.9 or logLoss<=0.4; exit code 2 when it fails, 3 when nothing is known. May be given several times.", HelpName = "GATE", DefaultValueFactory = static _ => [] });
        Subcommands.Add(new EvaluateWindowsCommand(terminal));
        _sure = With(new Option<bool>("--sure") { Description = "A gate passes or fails when the whole confidence interval does; else it is not decided." });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new PerformanceReportOptions
        {
            Task = Enum.Parse<PerformanceTask>(parsed.GetRequiredValue(_task), ignoreCase: true),
            Threshold = Number("--threshold", parsed.GetValue(_threshold)) ?? 0.5,
            WindowRows = parsed.GetRequiredValue(_window),
        };
        CellValues? values = ValuesOf(parsed.GetValue(_values));
        Gate[] gates = [.. parsed.GetRequiredValue(_require).Select(static text => Gate.TryParse(text)
            ?? throw new UsageFault($"--require is '{text}', which is no gate such as auc>=0.9 or logLoss<=0.4."))];

        JoinedOutcomes joined = await ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (joined.Rows.Count == 0 && gates.Length == 0)
            throw new CommandFault(NothingIn(parsed));
        PerformanceReport report = PerformanceReport.Of(joined, options);
        Dictionary<string, Estimate> figures = PerformanceJson.Figures(report.All.Figures).ToDictionary(static figure => figure.Name, static figure => figure.Figure);
        (Gate Gate, Estimate Figure, bool? Passed)[] decided = [.. gates.Select(gate => Decide(gate, figures, parsed.GetValue(_sure)))];
        if (WantsJson(parsed))
            Terminal.WriteJson(json => Write(json, report, values, options.Level, decided));
        else
            WriteTables(report, decided);
        return Array.Exists(decided, static gate => gate.Passed is false) ? ExitCode.Failed
            : Array.Exists(decided, static gate => gate.Passed is null) ? ExitCode.Inconclusive
            : ExitCode.Ok;
    }

    private async Task<JoinedOutcomes> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string? model, string? data) = (parsed.GetValue(_model), parsed.GetValue(_data));
        if (model is null == data is null)
            throw new UsageFault("Say what to evaluate: --model NAME for predictions of the log in --store, or --data F.csv with --score and --label for those of a file.");
        if (data is not null)
        {
            if (parsed.GetValue(_score) is not { } score || parsed.GetValue(_label) is not { } label)
                throw new UsageFault("--data needs --score, the column with the prediction, and --label, the column with the truth.");
            return CsvOutcomes.Read(data, score, label, parsed.GetValue(_group));
        }

        using var log = new SqlitePredictionLog(StoreOf(parsed));
        var query = new OutcomeQuery(model!, parsed.GetValue(_version), parsed.GetValue(_from), parsed.GetValue(_to), parsed.GetValue(_segment), parsed.GetValue(_segmentFeature));
        JoinedOutcomes joined = await log.JoinOutcomesAsync(query, cancellationToken).ConfigureAwait(false);
        NoteRead(joined.Rows.Count);
        return joined;
    }

    private string NothingIn(ParseResult parsed) => parsed.GetValue(_data) is { } file
        ? $"'{file}' has a header and no rows: there is nothing to evaluate."
        : $"The log in '{StoreOf(parsed)}' has no predictions of '{parsed.GetValue(_model)}' in this stretch. 'modelops status' shows what it holds; check --model, --version, --from and --to.";

    private static (Gate Gate, Estimate Figure, bool? Passed) Decide(Gate gate, Dictionary<string, Estimate> figures, bool sure)
    {
        if (!figures.TryGetValue(gate.Name, out Estimate figure))
            throw new CommandFault($"--require names '{gate.Name}', which these predictions have no figure of. They have: {string.Join(", ", figures.Keys)}.");
        return (gate, figure, gate.Decide(figure, sure));
    }

    private static double? Number(string option, string? text)
    {
        if (text is null)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new UsageFault($"{option} is '{text}', which is no number such as 0.5.");
    }

    private static CellValues? ValuesOf(string? text)
    {
        if (text is null)
            return null;

        decimal[] values = [.. text.Split(',').Select(value => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal worth)
            ? worth
            : throw new UsageFault($"--values is '{text}'; it is four numbers such as 100,-5,0,-200."))];
        return values is [var truePositive, var falsePositive, var trueNegative, var falseNegative]
            ? new CellValues(truePositive, falsePositive, trueNegative, falseNegative)
            : throw new UsageFault($"--values is '{text}'; it is four numbers such as 100,-5,0,-200.");
    }

    private static string? Verdict(IReadOnlyCollection<(Gate Gate, Estimate Figure, bool? Passed)> decided) => decided.Count == 0 ? null
        : decided.Any(static gate => gate.Passed is false) ? "fail"
        : decided.Any(static gate => gate.Passed is null) ? "inconclusive"
        : "pass";

    private static string Word(bool? passed) => passed switch { true => "pass", false => "fail", null => "inconclusive" };

    private static void Write(Utf8JsonWriter json, PerformanceReport report, CellValues? values, double level, IReadOnlyCollection<(Gate Gate, Estimate Figure, bool? Passed)> decided)
    {
        json.WriteStartObject();
        ReportJson.Write(json, report, values, level);
        json.WriteStartArray("gates");
        foreach ((Gate gate, Estimate figure, bool? passed) in decided)
        {
            json.WriteStartObject();
            json.WriteString("require", gate.Text);
            json.WriteFigure("value", figure.Value);
            json.WriteNumber("limit", gate.Limit);
            json.WriteString("verdict", Word(passed));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("verdict", Verdict(decided));
        json.WriteEndObject();
    }

    private void WriteTables(PerformanceReport report, IReadOnlyCollection<(Gate Gate, Estimate Figure, bool? Passed)> decided)
    {
        Terminal.WriteLine($"{Figures.Of(report.All.Predictions)} predictions, {Figures.Of(report.All.Labelled)} with the truth, {Figures.Of(report.All.Unlabelled)} without, {Figures.Of(report.All.Failed)} failed");
        Table table = Tables.Create("figure", " value", " from", " to");
        foreach ((string name, Estimate figure) in PerformanceJson.Figures(report.All.Figures))
            table.Row(name, Text(figure.Value), Text(figure.Low), Text(figure.High));
        Terminal.Write(table);
        foreach ((string title, IReadOnlyList<PerformanceSlice> slices) in (ReadOnlySpan<(string, IReadOnlyList<PerformanceSlice>)>)[("version", report.Versions.Count > 1 ? report.Versions : []), ("segment", report.Segments), ("first row", report.Windows)])
        {
            if (slices.Count > 0)
                Terminal.Write(PerformanceTables.BySlice(title, slices));
        }

        if (report.Delay is { } delay)
            Terminal.WriteLine(FormattableString.Invariant($"the truth came after {delay.Median.TotalSeconds:G4} s (median), {delay.P90.TotalSeconds:G4} s (90 %), {delay.P99.TotalSeconds:G4} s (99 %), {delay.Longest.TotalSeconds:G4} s at most; {delay.Early} before the prediction"));
        foreach (GroupGap gap in report.Fairness.Where(static gap => gap.Difference.IsKnown))
            Terminal.WriteLine($"{gap.Rate} rate: {gap.HighGroup} over {gap.LowGroup} by {Figures.Of(gap.Difference.Value)} ({Figures.Of(gap.Difference.Low)} to {Figures.Of(gap.Difference.High)})");
        foreach ((Gate gate, Estimate figure, bool? passed) in decided)
            Terminal.WriteLine($"{gate.Text}: {Word(passed)} ({Text(figure.Value) ?? "not known"})");
    }

    private static string? Text(double figure) => double.IsNaN(figure) ? null : Figures.Of(figure);
}
