using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Cli.Detection;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops detect</c>.</summary>
internal sealed class DetectCommand : ToolCommand
{
    private readonly Option<string> _detector;
    private readonly Option<string> _data;
    private readonly Option<string> _column;
    private readonly Option<string?> _reference;
    private readonly Option<int> _referenceRows;
    private readonly Option<KeyValuePair<string, string>[]> _set;

    public DetectCommand(Terminal terminal) : base("detect", "Runs one online detector over a column of a file, and shows at which rows it finds a change.", terminal)
    {
        _detector = With(CommonOptions.RequiredText("--detector", $"Which: {string.Join(", ", DetectorCatalog.Names)}. Of errors, 1 is a wrong prediction.", "NAME").AcceptOnlyFromAmong(DetectorCatalog.Names));
        _data = With(CommonOptions.RequiredText("--data", "The stream: CSV with a header, plain or .gz.", "S.csv"));
        _column = With(CommonOptions.RequiredText("--column", "The column to watch.", "COL"));
        _reference = With(CommonOptions.Text("--reference", "What is normal, in a column of the same name: for e-mixture, risk and cusum.", "R.csv"));
        _referenceRows = With(CommonOptions.Number("--reference-rows", "Or: the first rows of the data are the reference, and are not watched.", 0, 10_000_000, otherwise: 0));
        _set = With(CommonOptions.Pairs("--set", "A parameter of the detector; may be given several times."));
    }

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string column = parsed.GetRequiredValue(_column);
        var settings = new DetectorSettings(parsed.GetRequiredValue(_detector), parsed.GetRequiredValue(_set));
        DetectionResult result;
        try
        {
            result = Detect(settings, CsvColumn.Read(parsed.GetRequiredValue(_data), column, "--data"), ReferenceOf(parsed, settings, column), parsed.GetRequiredValue(_referenceRows));
        }
        catch (ArgumentException fault) when (fault.ParamName is not null)
        {
            throw new UsageFault($"{settings.Detector}, {fault.ParamName}: {FaultText.Of(fault)} Change it with --set.", fault);
        }

        if (WantsJson(parsed))
            Terminal.WriteJson(json => Write(json, settings, result));
        else
            WriteTable(settings, result);
        return Task.FromResult(ExitCode.Ok);
    }

    private CsvColumn? ReferenceOf(ParseResult parsed, DetectorSettings settings, string column)
    {
        string? file = parsed.GetValue(_reference);
        int rows = parsed.GetRequiredValue(_referenceRows);
        if (file is not null && rows > 0)
            throw new UsageFault("--reference and --reference-rows both say what the reference is. Give one of them.");
        if ((file is not null || rows > 0) && !DetectorCatalog.TakesReference(settings.Detector))
            throw new UsageFault($"{settings.Detector} compares the stream with itself and takes no reference. Leave it out, or take e-mixture, risk or cusum.");
        if (file is null)
            return null;
        CsvColumn reference = CsvColumn.Read(file, column, "--reference");
        return reference.Count > 0 ? reference : throw new CommandFault($"The reference '{file}' has a header and no rows. Give one with rows, a thousand or more.");
    }

    private static DetectionResult Detect(DetectorSettings settings, CsvColumn data, CsvColumn? reference, int referenceRows)
    {
        if (referenceRows >= data.Count && referenceRows > 0)
            throw new CommandFault($"--reference-rows is {referenceRows}, and the data has {data.Count} rows. Take fewer, so that rows are left to watch.");

        bool texts = data.Texts is not null || reference?.Texts is not null;
        if (texts && settings.Detector != "e-mixture")
            throw new CommandFault($"{settings.Detector} watches numbers, and the column holds texts. e-mixture watches categories.");
        if (texts)
        {
            IReadOnlyList<string?> stream = TextsOf(data);
            IReadOnlyList<string?>? known = reference is not null ? TextsOf(reference) : referenceRows > 0 ? [.. stream.Take(referenceRows)] : null;
            Func<string?, Statistics.Detectors.ChangeSignal> detector = DetectorCatalog.CreateForTexts(settings, known ?? throw DetectorCatalog.NeedsReference(settings));
            settings.RequireAllKnown();
            return DetectionRun.Over(stream, referenceRows, detector);
        }
        else
        {
            double[]? known = reference is not null ? [.. reference.Numbers!] : referenceRows > 0 ? [.. data.Numbers!.Take(referenceRows)] : null;
            Func<double, Statistics.Detectors.ChangeSignal> detector = DetectorCatalog.Create(settings, known);
            settings.RequireAllKnown();
            return DetectionRun.Over(data.Numbers!, referenceRows, detector);
        }
    }

    /// <summary>A column of numbers beside one of texts is compared as texts.</summary>
    private static IReadOnlyList<string?> TextsOf(CsvColumn column) => column.Texts
        ?? [.. column.Numbers!.Select(static number => double.IsNaN(number) ? null : number.ToString("R", CultureInfo.InvariantCulture))];

    private static void Write(Utf8JsonWriter json, DetectorSettings settings, DetectionResult result)
    {
        json.WriteStartObject();
        json.WriteString("detector", settings.Detector);
        json.WriteStartObject("parameters");
        foreach ((string name, object value) in settings.Effective)
            Write(json, name, value);
        json.WriteEndObject();
        json.WriteNumber("rows", result.Rows);
        Write(json, "warnings", result.Warnings);
        Write(json, "drifts", result.Drifts);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case double number:
                json.WriteFigure(name, number);
                break;
            case int whole:
                json.WriteNumber(name, whole);
                break;
            case long whole:
                json.WriteNumber(name, whole);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            default:
                json.WriteString(name, (string)value);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<long> rows)
    {
        json.WriteStartArray(name);
        foreach (long row in rows)
            json.WriteNumberValue(row);
        json.WriteEndArray();
    }

    private void WriteTable(DetectorSettings settings, DetectionResult result)
    {
        Terminal.WriteLine($"{settings.Detector} ({string.Join(", ", settings.Effective.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")))}) over {Figures.Of(result.Rows)} rows");
        if (result.Drifts.Count == 0 && result.Warnings.Count == 0)
        {
            Terminal.WriteLine("No change found.");
            return;
        }

        Spectre.Console.Table table = Tables.Create(" row", "what");
        foreach ((long row, string what) in result.Warnings.Select(static row => (row, "warning")).Concat(result.Drifts.Select(static row => (row, "drift"))).Order())
            table.Row(Figures.Of(row), what);
        Terminal.Write(table);
    }
}
