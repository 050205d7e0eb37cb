using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Retraining;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops retrain run NAME</c>.</summary>
internal sealed class RetrainRunCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Option<string> _trainer;
    private readonly Option<string[]> _arguments;
    private readonly Option<string[]> _rules;
    private readonly Option<string> _label;
    private readonly Option<double> _holdOut;
    private readonly Option<double?> _days;
    private readonly Option<int> _minimumRows;
    private readonly Option<double> _minutes;
    private readonly Option<string> _file;
    private readonly Option<bool> _noPromote;
    private readonly Option<bool> _force;
    private readonly Option<bool> _keep;
    private readonly Option<string?> _reason;
    private readonly Option<string?> _actor;

    public RetrainRunCommand(Terminal terminal) : base(
        "run", "Retrains a model with a program on the log's outcomes, or goes on with a run that was interrupted. Exit code 0: promoted, 2: refused, 3: a person decides.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _trainer = With(CommonOptions.RequiredText("--trainer", "The program that reads the data file and writes an .onnx file.", "PROGRAM"));
        _arguments = With(new Option<string[]>("--arg") { Description = "An argument of the program; may be repeated. {data}, {model}, {label} and {run} stand for the files, the column of the truth and the run's name.", HelpName = "ARG", DefaultValueFactory = static _ => ["{data}", "{model}"] });
        _rules = With(new Option<string[]>("--rule") { Description = "A condition on the candidate; may be repeated. Default: 'accuracy >= champion - 0.01'.", HelpName = "RULE", DefaultValueFactory = static _ => [] });
        _label = With(new Option<string>("--label") { Description = "The name of the column with the truth in the data file.", HelpName = "COL", DefaultValueFactory = static _ => "outcome" });
        _holdOut = With(new Option<double>("--hold-out") { Description = "The newest share of the labelled rows, which judges the candidate and trains nobody.", HelpName = "SHARE", DefaultValueFactory = static _ => 0.2 });
        _days = With(new Option<double?>("--days") { Description = "How far back rows go. Default: as far as the log.", HelpName = "N" });
        _minimumRows = With(CommonOptions.Number("--min-rows", "The fewest labelled rows to train on, and held out.", 1, 1_000_000_000, otherwise: 100));
        _minutes = With(new Option<double>("--time-limit") { Description = "How many minutes the program may take.", HelpName = "MINUTES", DefaultValueFactory = static _ => 360 });
        _file = With(new Option<string>("--file") { Description = "The name of the file that the program writes.", HelpName = "NAME", DefaultValueFactory = static _ => "model.onnx" });
        _noPromote = With(new Option<bool>("--no-promote") { Description = "A version that passed waits for a person." });
        _force = With(new Option<bool>("--force") { Description = "In spite of cool-down, daily limit and alerts about the data." });
        _keep = With(new Option<bool>("--keep-files") { Description = "Keeps training data and predictions of the hold-out, where an erasure in the store does not reach them." });
        _reason = With(CommonOptions.Text("--reason", "Why. Default: asked for by hand.", "R"));
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(_name), directory = Path.GetFullPath(StoreOf(parsed));
        using var store = new SqliteRetrainingStore(directory);
        RetrainingPipeline pipeline = PipelineOf(parsed, model, new RetrainingParts(directory, store, OpenLog(parsed), OpenRegistry(parsed), Terminal.Time, NullLogger.Instance));
        RetrainingRun run;
        try
        {
            run = await Terminal.WithProgressAsync($"Retraining {model}", _ => pipeline.RunAsync(
                new RetrainingRequest(RetrainingTrigger.Manual, parsed.GetValue(_reason) ?? "asked for by hand") { Actor = parsed.GetValue(_actor), Force = parsed.GetValue(_force) },
                cancellationToken)).ConfigureAwait(false);
        }
        catch (RetrainingRefusedException refusal)
        {
            throw new CommandFault(refusal.Message, refusal);
        }

        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json => RetrainingOutput.Write(json, run));
        }
        else
        {
            Terminal.Write(RetrainingOutput.StepsOf(run));
            Terminal.WriteLine($"{run.Id}: {RetrainingOutput.Word(run.State)}. {run.Message}");
        }

        return RetrainingOutput.ExitCodeOf(run.State);
    }

    private RetrainingPipeline PipelineOf(ParseResult parsed, string model, RetrainingParts parts)
    {
        var options = new RetrainingOptions { Models = new OnnxOfflineModels(), Promote = !parsed.GetValue(_noPromote), FileName = parsed.GetRequiredValue(_file) };
        options.TrainWithProcess(parsed.GetRequiredValue(_trainer), parsed.GetRequiredValue(_arguments));
        options.Data.Label = parsed.GetRequiredValue(_label);
        options.Data.HoldOutShare = parsed.GetRequiredValue(_holdOut);
        options.Data.MinimumRows = parsed.GetRequiredValue(_minimumRows);
        options.Data.KeepFiles = parsed.GetValue(_keep);
        options.Data.Window = parsed.GetValue(_days) is { } days ? TimeSpan.FromDays(days) : null;
        options.TimeLimit = TimeSpan.FromMinutes(parsed.GetRequiredValue(_minutes));
        try
        {
            foreach (string rule in parsed.GetRequiredValue(_rules))
                options.Rule(rule);
            return new RetrainingPipeline(model, options, parts);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new UsageFault(FaultText.Of(fault), fault);
        }
    }
}
