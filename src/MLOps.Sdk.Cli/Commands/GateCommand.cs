using System.CommandLine;
using MLOps.Sdk.Cli.Gates;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.Offline;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops gate</c>.</summary>
internal sealed class GateCommand : RegistryCommand
{
    private const string DefaultRule = "accuracy >= champion - 0.01";

    private readonly Option<string?> _candidate;
    private readonly Option<string?> _model;
    private readonly Option<string?> _version;
    private readonly Option<string?> _actor;
    private readonly Option<string?> _champion;
    private readonly Option<string?> _data;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;
    private readonly Option<string[]> _inputs;
    private readonly Option<string?> _label;
    private readonly Option<RowRange> _rows;
    private readonly Option<GateRule[]> _rules;
    private readonly Option<string?> _output;
    private readonly Option<double> _level;
    private readonly Option<int> _minimumRows;
    private readonly Option<double?> _costPerSecond;

    public GateCommand(Terminal terminal) : base(
        "gate", "Judges a candidate on labelled rows. Exit code 0: it passed, 2: it failed, 3: the rows do not show either.", terminal)
    {
        _candidate = With(CommonOptions.Text("--candidate", "The model that is judged, an .onnx file. Default: the artefact of --version.", "B.onnx"));
        _champion = With(CommonOptions.Text("--champion", "The model that it is compared with, an .onnx file. Default: the champion of --model.", "A.onnx"));
        _model = With(CommonOptions.Text("--model", "The model of the registry whose version is judged: the verdict is kept with it.", "NAME"));
        _version = With(CommonOptions.Text("--version", "The version that is judged.", "V"));
        _actor = With(CommonOptions.Actor());
        _data = With(CommonOptions.Text("--data", "The labelled rows: CSV with a header, plain or .gz. Default: the calls of --model in the log of --store whose outcome is known.", "F.csv"));
        _from = With(CommonOptions.Moment("--from", "Of the log: calls that started at or after this moment."));
        _to = With(CommonOptions.Moment("--to", "Of the log: calls that started before this moment."));
        _inputs = With(InputsOption());
        _label = With(CommonOptions.Text("--label", "The column with the truth: 0 and 1, or values.", "COL"));
        _rows = With(CommonOptions.Rows());
        _rules = With(RulesOption());
        _output = With(CommonOptions.Text("--output", "The models' output that holds the prediction, where they have several.", "NAME"));
        _level = With(CommonOptions.Real("--level", "The level of the intervals.", new GateOptions().Level, static level => level is > 0 and < 1, "above 0 and below 1, such as 0.95"));
        _minimumRows = With(CommonOptions.Number("--min-rows", "The fewest rows that a verdict is based on.", 2, 1_000_000, new GateOptions().MinimumRows));
        _costPerSecond = With(new Option<double?>("--cost-per-second") { Description = "The price of a second of compute, for rules on cost.", HelpName = "PRICE" });
        Validators.Add(result =>
        {
            if (result.GetValue(_data) is null)
            {
                if (result.GetValue(_model) is null)
                    result.AddError("Option '--data' is required, or '--model' for the log of the store.");
                return;
            }

            if (result.GetValue(_inputs) is not { Length: > 0 })
                result.AddError("Option '--inputs' is required with '--data'.");
            if (result.GetValue(_label) is null)
                result.AddError("Option '--label' is required with '--data'.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_data) is not null)
            CommonOptions.CheckColumns("--inputs", parsed.GetValue(_inputs)!);
        (string candidate, byte[] bytes) = await CandidateAsync(parsed, cancellationToken).ConfigureAwait(false);
        GateReport report = await Terminal.WithProgressAsync(
            $"Judging {Path.GetFileName(candidate)}",
            progress => parsed.GetValue(_data) is { } file
                ? JudgeFileAsync(parsed, file, candidate, bytes, progress, cancellationToken)
                : JudgeLogAsync(parsed, candidate, bytes, cancellationToken)).ConfigureAwait(false);
        if (parsed.GetValue(_model) is { } model && parsed.GetValue(_version) is { } version)
        {
            await OpenRegistry(parsed).RecordGateAsync(
                model, version, report, parsed.GetValue(_data) is { } data ? Path.GetFileName(data) : StretchOf(parsed).ToString(), parsed.GetValue(_actor), cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json => GateReportJson.Write(json, report));
        }
        else
        {
            Terminal.Write(GateOutput.TableOf(report));
            Terminal.WriteLine($"{Path.GetFileName(candidate)}: {report.Verdict.ToText()} on {Figures.Of(report.Rows)} labelled rows");
        }

        return GateOutput.ExitCodeOf(report.Verdict);
    }

    private LogStretch StretchOf(ParseResult parsed) => new(parsed.GetRequiredValue(_model)!) { From = parsed.GetValue(_from), To = parsed.GetValue(_to) };

    private GateOptions GateOptionsOf(ParseResult parsed) => new() { Level = parsed.GetRequiredValue(_level), MinimumRows = parsed.GetRequiredValue(_minimumRows) };

    private async Task<GateReport> JudgeLogAsync(ParseResult parsed, string candidate, byte[] bytes, CancellationToken cancellationToken)
    {
        if (parsed.GetRequiredValue(_rows) != RowRange.All)
            throw new UsageFault("--rows counts the rows of a file. Say with --from and --to which calls of the log are meant.");
        string[] inputs = parsed.GetValue(_inputs) ?? [];
        var run = new LogGateRun(
            StoreOf(parsed), StretchOf(parsed), parsed.GetRequiredValue(_rules), GateOptionsOf(parsed), parsed.GetValue(_costPerSecond), new OnnxRuntimeOptions { Output = parsed.GetValue(_output) }, Terminal.Time);
        (string? champion, byte[]? championBytes) = await ChampionAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (champion is null && await OpenRegistry(parsed).ResolveAsync(parsed.GetRequiredValue(_model)!, ModelAlias.Champion, cancellationToken).ConfigureAwait(false) is { Sha256: null } code)
            champion = code.Version;
        GateReport report = await run.RunAsync((candidate, bytes), champion is null ? null : (champion, championBytes), inputs, cancellationToken).ConfigureAwait(false);
        await RecordAccessAsync(
            parsed, LogEvent.Access, query: null, report.Rows, json => json.WriteString("model", parsed.GetRequiredValue(_model)), cancellationToken).ConfigureAwait(false);
        return report;
    }

    private async Task<GateReport> JudgeFileAsync(ParseResult parsed, string file, string candidate, byte[] bytes, Action<double> progress, CancellationToken cancellationToken)
    {
        string[] inputs = parsed.GetValue(_inputs)!;
        (string? champion, byte[]? championBytes) = await ChampionAsync(parsed, cancellationToken).ConfigureAwait(false);
        var request = new GateRequest
        {
            CandidateName = candidate,
            Candidate = bytes,
            ChampionName = champion,
            Champion = championBytes,
            DataFile = file,
            Inputs = inputs,
            Label = parsed.GetValue(_label)!,
            Rows = parsed.GetRequiredValue(_rows),
            Rules = parsed.GetRequiredValue(_rules),
            Options = GateOptionsOf(parsed),
            CostPerSecond = parsed.GetValue(_costPerSecond),
            Onnx = new OnnxRuntimeOptions { Output = parsed.GetValue(_output) },
        };
        return await new GateRun(request, Terminal.Time, progress).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<(string Name, byte[] Bytes)> CandidateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string? model = parsed.GetValue(_model), version = parsed.GetValue(_version);
        if (model is null ? version is not null : version is null && (parsed.GetValue(_data) is not null || parsed.GetValue(_candidate) is null))
            throw new UsageFault("--model and --version belong together: they name the version whose verdict is kept. Give both, or neither.");
        if (parsed.GetValue(_candidate) is { } file)
            return (file, await InputFile.ReadAllBytesAsync(file, "The candidate", cancellationToken).ConfigureAwait(false));
        return model is not null
            ? await ArtefactAsync(parsed, model, version, cancellationToken).ConfigureAwait(false)
            : throw new UsageFault("Nothing is judged. Name a file with --candidate, or a version of the registry with --model and --version.");
    }

    private async Task<(string? Name, byte[]? Bytes)> ChampionAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_champion) is { } file)
            return (file, await InputFile.ReadAllBytesAsync(file, "The champion", cancellationToken).ConfigureAwait(false));
        if (parsed.GetValue(_model) is not { } model || await OpenRegistry(parsed).ResolveAsync(model, ModelAlias.Champion, cancellationToken).ConfigureAwait(false) is not { Sha256: not null } champion)
            return (null, null);
        return await ArtefactAsync(parsed, model, champion.Version, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(string Name, byte[] Bytes)> ArtefactAsync(ParseResult parsed, string model, string? version, CancellationToken cancellationToken)
    {
        IModelRegistry registry = OpenRegistry(parsed);
        ModelVersion found = await FindAsync(registry, model, version, ModelAlias.Champion, cancellationToken).ConfigureAwait(false);
        return ($"{model} version {found.Version}", await registry.ReadArtifactAsync(found, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Version '{found.Version}' of model '{model}' is code and has no artefact. Judge it where it runs."));
    }

    private static Option<string[]> InputsOption()
    {
        Option<string[]> option = CommonOptions.Columns("--inputs", "The columns that the models take, in their order. Of the log: default all that were logged");
        option.Required = false;
        return option;
    }

    private static Option<GateRule[]> RulesOption() => new("--rule")
    {
        Description = $"A condition, such as 'accuracy >= 0.8', 'auc > champion', 'recall gap by region <= 0.1'; may be repeated. Default: '{DefaultRule}'.",
        HelpName = "RULE",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = static _ => [GateRule.Parse(DefaultRule)],
        CustomParser = static result =>
        {
            var rules = new List<GateRule>();
            foreach (System.CommandLine.Parsing.Token token in result.Tokens)
            {
                try
                {
                    rules.Add(GateRule.Parse(token.Value));
                }
                catch (FormatException fault)
                {
                    result.AddError("--rule: " + fault.Message);
                }
            }

            return [.. rules];
        },
    };
}
