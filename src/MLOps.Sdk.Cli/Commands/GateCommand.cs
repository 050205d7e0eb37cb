using System.CommandLine;
using MLOps.Sdk.Cli.Gates;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Registry;

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
    private readonly Option<string> _data;
    private readonly Option<string[]> _inputs;
    private readonly Option<string> _label;
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
        _data = With(CommonOptions.RequiredText("--data", "The labelled rows: CSV with a header, plain or .gz.", "F.csv"));
        _inputs = With(CommonOptions.Columns("--inputs", "The columns that the models take, in their order"));
        _label = With(CommonOptions.RequiredText("--label", "The column with the truth: 0 and 1, or values.", "COL"));
        _rows = With(CommonOptions.Rows());
        _rules = With(RulesOption());
        _output = With(CommonOptions.Text("--output", "The models' output that holds the prediction, where they have several.", "NAME"));
        _level = With(new Option<double>("--level") { Description = "The level of the intervals.", HelpName = "L", DefaultValueFactory = static _ => new GateOptions().Level });
        _minimumRows = With(CommonOptions.Number("--min-rows", "The fewest rows that a verdict is based on.", 2, 1_000_000, new GateOptions().MinimumRows));
        _costPerSecond = With(new Option<double?>("--cost-per-second") { Description = "The price of a second of compute, for rules on cost.", HelpName = "PRICE" });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        GateRequest request = await RequestOfAsync(parsed, cancellationToken).ConfigureAwait(false);
        GateReport report = await Terminal.WithProgressAsync(
            $"Judging {Path.GetFileName(request.CandidateName)}",
            progress => new GateRun(request, Terminal.Time, progress).RunAsync(cancellationToken)).ConfigureAwait(false);
        if (parsed.GetValue(_model) is { } model)
            await KeepAsync(parsed, model, report, cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json => GateReportJson.Write(json, report));
        }
        else
        {
            Terminal.Write(GateOutput.TableOf(report));
            Terminal.WriteLine($"{Path.GetFileName(request.CandidateName)}: {report.Verdict.ToText()} on {Figures.Of(report.Rows)} labelled rows");
        }

        return GateOutput.ExitCodeOf(report.Verdict);
    }

    private async Task<GateRequest> RequestOfAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] inputs = parsed.GetRequiredValue(_inputs);
        CommonOptions.CheckColumns("--inputs", inputs);
        (string candidate, byte[] bytes) = await CandidateAsync(parsed, cancellationToken).ConfigureAwait(false);
        (string? champion, byte[]? championBytes) = await ChampionAsync(parsed, cancellationToken).ConfigureAwait(false);
        double level = parsed.GetRequiredValue(_level);
        if (level is not (> 0 and < 1))
            throw new CommandFault($"--level is {Figures.Of(level)}; it lies above 0 and below 1, such as 0.95.");
        return new GateRequest
        {
            CandidateName = candidate,
            Candidate = bytes,
            ChampionName = champion,
            Champion = championBytes,
            DataFile = parsed.GetRequiredValue(_data),
            Inputs = inputs,
            Label = parsed.GetRequiredValue(_label),
            Rows = parsed.GetRequiredValue(_rows),
            Rules = parsed.GetRequiredValue(_rules),
            Options = new GateOptions { Level = level, MinimumRows = parsed.GetRequiredValue(_minimumRows) },
            CostPerSecond = parsed.GetValue(_costPerSecond),
            Onnx = new OnnxRuntimeOptions { Output = parsed.GetValue(_output) },
        };
    }

    private async Task<(string Name, byte[] Bytes)> CandidateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string? model = parsed.GetValue(_model), version = parsed.GetValue(_version);
        if (model is null != version is null)
            throw new CommandFault("--model and --version belong together: they name the version whose verdict is kept. Give both, or neither.");
        if (parsed.GetValue(_candidate) is { } file)
            return (file, await InputFile.ReadAllBytesAsync(file, "The candidate", cancellationToken).ConfigureAwait(false));
        return model is not null
            ? await ArtefactAsync(parsed, model, version, cancellationToken).ConfigureAwait(false)
            : throw new CommandFault("Nothing is judged. Name a file with --candidate, or a version of the registry with --model and --version.");
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

    private async Task KeepAsync(ParseResult parsed, string model, GateReport report, CancellationToken cancellationToken) => await OpenRegistry(parsed).RecordAsync(
        new RegistryNote(model, RegistryEventKind.Gate, $"gate on {Path.GetFileName(parsed.GetRequiredValue(_data))}")
        {
            Version = parsed.GetValue(_version),
            Gate = report.Verdict.ToText(),
            Data = GateReportJson.Write(report),
            Actor = parsed.GetValue(_actor),
        },
        cancellationToken).ConfigureAwait(false);

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
