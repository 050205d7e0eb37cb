using System.CommandLine;
using System.Text.Json;
using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Performance;
using MLOps.Sdk.Cli.Replay;
using MLOps.Sdk.Cli.Status;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.OnnxRuntime;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops replay</c>.</summary>
internal sealed class ReplayCommand : StoreCommand
{
    private const int MaximumRows = 10_000_000;

    private readonly Option<string> _model;
    private readonly Option<string> _data;
    private readonly Option<string[]> _inputs;
    private readonly Option<string?> _label;
    private readonly Option<int> _labelDelay;
    private readonly Option<int> _referenceRows;
    private readonly Option<int> _window;
    private readonly Option<string?> _name;
    private readonly Option<string?> _output;

    public ReplayCommand(Terminal terminal) : base("replay", "Feeds the rows of a file to a model through the real pipeline, and shows the drift it sees.", terminal)
    {
        _model = With(CommonOptions.RequiredText("--model", "The model, an .onnx file.", "M.onnx"));
        _data = With(CommonOptions.RequiredText("--data", "The rows: CSV with a header, plain or .gz.", "F.csv"));
        _inputs = With(CommonOptions.Columns("--inputs", "The columns that the model takes, in its order"));
        _label = With(CommonOptions.Text("--label", "The column with the truth: recorded as the outcome of each prediction.", "COL"));
        _labelDelay = With(CommonOptions.Number("--label-delay", "The rows after which a truth arrives; those that would come after the last row never do.", 0, MaximumRows, otherwise: 0));
        _referenceRows = With(CommonOptions.Number("--reference-rows", "The first rows, which are the reference.", 1, MaximumRows));
        _window = With(CommonOptions.Number("--window", "Rows in a window; at most the reference's.", 1, MaximumRows, otherwise: 1_000));
        _name = With(CommonOptions.Text("--name", "The model's name. Default: the file's.", "NAME"));
        _output = With(CommonOptions.Text("--output", "The model's output that holds the prediction, where it has several.", "NAME"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ReplayRequest request = RequestOf(parsed);
        ReplayResult result = await Terminal.WithProgressAsync(
            $"Replaying {Path.GetFileName(request.DataFile)}",
            progress => new ReplayRun(request, Terminal.Time, progress).RunAsync(cancellationToken)).ConfigureAwait(false);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => Write(json, result));
        else
            WriteTables(result);
        return ExitCode.Ok;
    }

    private ReplayRequest RequestOf(ParseResult parsed)
    {
        string model = parsed.GetRequiredValue(_model);
        string[] inputs = parsed.GetRequiredValue(_inputs);
        int window = parsed.GetRequiredValue(_window), referenceRows = parsed.GetRequiredValue(_referenceRows);
        CommonOptions.CheckColumns("--inputs", inputs);
        if (Array.Exists(inputs, static name => name == ReferenceProfile.OutputSignal))
            throw new UsageFault($"--inputs names '{ReferenceProfile.OutputSignal}', which is what the model's own output is called. Rename the column.");
        if (window > referenceRows)
            throw new UsageFault($"--window is {window} and --reference-rows {referenceRows}: the reference would be the noisier side. Take a window of at most {referenceRows} rows, or a longer reference.");
        if (parsed.GetRequiredValue(_labelDelay) > 0 && parsed.GetValue(_label) is null)
            throw new UsageFault("--label-delay says when the truth arrives, and there is none. Name its column with --label.");
        return new ReplayRequest
        {
            ModelFile = model,
            DataFile = parsed.GetRequiredValue(_data),
            Inputs = inputs,
            Label = parsed.GetValue(_label),
            LabelDelay = parsed.GetRequiredValue(_labelDelay),
            ReferenceRows = referenceRows,
            WindowRows = window,
            Store = StoreOf(parsed),
            Name = parsed.GetValue(_name) ?? Path.GetFileNameWithoutExtension(model),
            Onnx = new OnnxRuntimeOptions { Output = parsed.GetValue(_output) },
        };
    }

    private static void Write(Utf8JsonWriter json, ReplayResult result)
    {
        json.WriteStartObject();
        json.WriteStartObject("model");
        json.WriteString("name", result.Version.Model);
        json.WriteString("version", result.Version.Version);
        json.WriteString("sha256", result.Version.Sha256);
        json.WriteEndObject();
        json.WriteStartObject("reference");
        json.WriteNumber("rows", result.ReferenceRows);
        json.WriteEndObject();
        json.WriteStartArray("windows");
        foreach ((WindowFigures window, int place) in result.Windows.Select(static (window, place) => (window, place)))
            Write(json, window, result.Performance.Count == 0 ? null : result.Performance[place]);
        json.WriteEndArray();
        AlarmReport.Write(json, result.Alarms);
        json.WriteStartObject("counts");
        CountsJson.Write(json, result.Counts);
        json.WriteEndObject();
        json.WriteFigure("callOverheadNanoseconds", result.CallOverheadNanoseconds);
        json.WriteNumber("elapsedSeconds", result.Elapsed.TotalSeconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WindowFigures window, WindowPerformance? performance)
    {
        json.WriteStartObject();
        json.WriteNumber("index", window.Index);
        json.WriteNumber("firstRow", window.FirstRow);
        json.WriteNumber("rows", window.Rows);
        json.WriteArray("features", window.Signals.Where(static signal => signal.Signal != ReferenceProfile.OutputSignal), DriftJson.Write);
        json.WritePropertyName("prediction");
        DriftJson.Write(json, window.Signals.Single(static signal => signal.Signal == ReferenceProfile.OutputSignal));
        if (performance is null)
        {
            json.WriteNull("performance");
        }
        else
        {
            json.WriteStartObject("performance");
            PerformanceJson.Write(json, performance.Figures);
            json.WriteNumber("unlabelled", performance.Unlabelled);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteTables(ReplayResult result)
    {
        Terminal.WriteLine($"{result.Version.Model} version {result.Version.Version} (SHA-256 {result.Version.Sha256}), reference of {Figures.Of(result.ReferenceRows)} rows");
        Terminal.Write(DriftTables.ByWindow(result.Windows));
        Terminal.Write(DriftTables.BySignal(result.Windows));
        if (result.Performance.Count > 0)
            Terminal.Write(PerformanceTables.ByWindow(result.Windows, result.Performance));
        if (result.Alarms.Count > 0)
            Terminal.Write(AlarmReport.Table(result.Alarms));
        if (result.Alarms.Count == 0)
            Terminal.WriteLine("No alarm was raised");
        Terminal.WriteLine(
            $"{Figures.Of(result.Counts.Calls)} calls = {Figures.Of(result.Counts.Durable)} durable + {Figures.Of(result.Counts.Pending)} pending + {Figures.Of(result.Counts.LostTotal)} lost, in {Figures.Of(result.Elapsed.TotalSeconds)} s");
        Terminal.WriteLine(result.CallOverheadNanoseconds is { } overhead
            ? $"Recording cost the caller {Figures.Of(overhead)} ns a call"
            : "Too few rows to say what recording costs the caller");
    }
}
