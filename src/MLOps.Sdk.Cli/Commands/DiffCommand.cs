using System.CommandLine;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Offline.Diff;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops diff NAME</c>.</summary>
internal sealed class DiffCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Option<string?> _candidate;
    private readonly Option<string?> _version;
    private readonly Option<string?> _served;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;
    private readonly Option<int?> _limit;
    private readonly Option<double> _threshold;
    private readonly Option<double> _tolerance;
    private readonly Option<string?> _segment;
    private readonly Option<int> _top;
    private readonly Option<decimal?> _costPerCall;
    private readonly Option<decimal?> _costPerSecond;
    private readonly Option<string?> _out;

    public DiffCommand(Terminal terminal) : base("diff", "Runs a stretch of the log through a candidate: what would have changed, for whom, at which cost.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _candidate = With(CommonOptions.Text("--candidate", "The candidate, an .onnx file. Default: the artefact of --version.", "B.onnx"));
        _version = With(CommonOptions.Text("--version", "The candidate, a version of the registry.", "V"));
        _served = With(CommonOptions.Text("--served-by", "Predictions of this version alone.", "V"));
        _from = With(CommonOptions.Moment("--from", "Started at or after this moment."));
        _to = With(CommonOptions.Moment("--to", "Started before this moment."));
        _limit = With(CommonOptions.OptionalNumber("--limit", "At most so many predictions, oldest first.", "N", 1, int.MaxValue));
        _threshold = With(new Option<double>("--threshold") { Description = "The output from which the product decides otherwise.", HelpName = "X", DefaultValueFactory = static _ => 0.5 });
        _tolerance = With(new Option<double>("--tolerance") { Description = "How far apart two answers may be and count as the same.", HelpName = "X", DefaultValueFactory = static _ => new DiffOptions().Tolerance });
        _segment = With(CommonOptions.Text("--segment", "Also by the values of this tag or feature.", "NAME"));
        _top = With(CommonOptions.Number("--top", "How many of the predictions that change most are shown.", 0, 10_000, otherwise: 10));
        _costPerCall = With(new Option<decimal?>("--cost-per-call") { Description = "The price of a call of the candidate.", HelpName = "PRICE" });
        _costPerSecond = With(new Option<decimal?>("--cost-per-second") { Description = "The price of a second of the candidate's compute.", HelpName = "PRICE" });
        _out = With(CommonOptions.Text("--out", "Writes every prediction to this file, one JSON object to a line, for its owner alone.", "FILE"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(_name);
        using var log = new SqlitePredictionLog(StoreOf(parsed));
        var stretch = new LogStretch(model) { Version = parsed.GetValue(_served), From = parsed.GetValue(_from), To = parsed.GetValue(_to), Limit = parsed.GetValue(_limit) };
        (ModelVersion version, byte[] bytes) = await CandidateAsync(parsed, model, cancellationToken).ConfigureAwait(false);
        DiffReport report;
        try
        {
            using OfflineModel candidate = await new OnnxOfflineModels().LoadAsync(
                new ModelArtifact(version, bytes), await LogSchema.ReadAsync(log, stretch, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            report = await Terminal.WithProgressAsync(
                $"Running {stretch} through {candidate.Name}", _ => RunAsync(parsed, log, candidate, stretch, cancellationToken)).ConfigureAwait(false);
        }
        catch (ArgumentException fault)
        {
            throw new CommandFault(FaultText.Of(fault), fault);
        }

        await RecordAccessAsync(
            parsed, parsed.GetValue(_out) is null ? LogEvent.Access : LogEvent.Export, query: null, report.All.Rows, json =>
            {
                json.WriteString("model", report.Model);
                json.WriteString("file", parsed.GetValue(_out) is { } file ? Path.GetFullPath(file) : null);
            }, cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => DiffJson.Write(json, report));
        else
            WriteTables(report);
        return ExitCode.Ok;
    }

    private async Task<DiffReport> RunAsync(ParseResult parsed, SqlitePredictionLog log, OfflineModel candidate, LogStretch stretch, CancellationToken cancellationToken)
    {
        var diff = new ReplayDiff(log, candidate, Terminal.Time, new DiffOptions
        {
            Threshold = parsed.GetRequiredValue(_threshold),
            Tolerance = parsed.GetRequiredValue(_tolerance),
            SegmentBy = parsed.GetValue(_segment),
            Largest = parsed.GetRequiredValue(_top),
            Cost = parsed.GetValue(_costPerCall) is { } call ? CostModel.PerCall(call) : parsed.GetValue(_costPerSecond) is { } second ? CostModel.PerSecond(second) : null,
        });
        if (parsed.GetValue(_out) is not { } file)
            return await diff.RunAsync(stretch, each: null, cancellationToken).ConfigureAwait(false);

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
        await using (writer.ConfigureAwait(false))
            return await diff.RunAsync(stretch, each => writer.Write(LineOf(each)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(ModelVersion Version, byte[] Bytes)> CandidateAsync(ParseResult parsed, string model, CancellationToken cancellationToken)
    {
        string? file = parsed.GetValue(_candidate), version = parsed.GetValue(_version);
        if (file is null == version is null)
            throw new UsageFault("Say which candidate: an .onnx file with --candidate, or a version of the registry with --version; one of them.");
        if (file is not null)
        {
            byte[] bytes = await InputFile.ReadAllBytesAsync(file, "The candidate", cancellationToken).ConfigureAwait(false);
            return (new ModelVersion { Model = model, Version = Path.GetFileName(file), CreatedAt = Terminal.Time.GetUtcNow() }, bytes);
        }

        IModelRegistry registry = OpenRegistry(parsed);
        ModelVersion found = await FindAsync(registry, model, version, ModelAlias.Champion, cancellationToken).ConfigureAwait(false);
        return (found, await registry.ReadArtifactAsync(found, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Version '{found.Version}' of model '{model}' is code and has no artefact. Run the diff where it runs (MLOps.Sdk.Offline.Diff.ReplayDiff)."));
    }

    private static string LineOf(PredictionDiff diff)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            DiffJson.Write(json, diff);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    private void WriteTables(DiffReport report)
    {
        DiffSlice all = report.All;
        Terminal.WriteLine($"{report.Stretch} through {report.Candidate}: of {Figures.Of(all.Rows)} answers {Figures.Of(all.Differ)} would differ, {Figures.Of(all.ToPositive + all.ToNegative)} would be decided otherwise ({Figures.Of(all.ToPositive)} to positive, {Figures.Of(all.ToNegative)} to negative)");
        Terminal.WriteLine($"Of those whose truth is known {Figures.Of(all.NowRight)} would be right that were wrong, {Figures.Of(all.NowWrong)} wrong that were right. The candidate fails on {Figures.Of(all.Failed)}.");
        Terminal.WriteLine($"Cost {Figures.Money(UnitsOf(all.CostBefore))} before{(all.UnknownCostBefore > 0 ? $" (and {Figures.Of(all.UnknownCostBefore)} calls of unknown price)" : "")}, {(all.CostAfter is { } after ? Figures.Money(UnitsOf(after)) : "unknown")} after");
        Table table = Tables.Create("segment", " rows", " differ", " to positive", " to negative", " now right", " now wrong", " mean difference", " µs before", " µs after");
        foreach (DiffSlice slice in (IEnumerable<DiffSlice>)[all with { Name = "all" }, .. report.Segments])
        {
            table.Row(
                slice.Name, Figures.Of(slice.Rows), Figures.Of(slice.Differ), Figures.Of(slice.ToPositive), Figures.Of(slice.ToNegative), Figures.Of(slice.NowRight), Figures.Of(slice.NowWrong),
                Known(slice.MeanDifference), Known(slice.MicrosecondsBefore), Known(slice.MicrosecondsAfter));
        }

        Terminal.Write(table);
        if (report.Largest.Count == 0)
            return;
        Table largest = Tables.Create("prediction", "time", "subject", "segment", " before", " after", "decided otherwise", " truth");
        foreach (PredictionDiff diff in report.Largest)
            largest.Row(diff.Id.ToString(), Figures.Time(diff.Time), diff.Subject, diff.Segment, Known(diff.Before), Known(diff.After), diff.Flips ? "yes" : "no", Known(diff.Truth));
        Terminal.Write(largest);
    }

    private static decimal UnitsOf(Int128 picoUnits) => (decimal)picoUnits / PicoUnits.PerUnit;

    private static string? Known(double figure) => double.IsNaN(figure) ? null : Figures.Of(figure);
}
