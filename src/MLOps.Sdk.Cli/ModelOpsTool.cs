using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Options;
using MLOps.Sdk.Cli.Commands;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli;

/// <summary>The tool: all commands in one tree, and one place where faults become messages and exit codes.</summary>
internal static class ModelOpsTool
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the tool's name.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellationToken">Stops the command, as Ctrl+C does.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = CreateRoot(terminal).Parse(args);
        if (parsed.Errors.Count > 0)
            return RefuseUsage(parsed, terminal);

        try
        {
            var invocation = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            terminal.WriteError("Stopped. What was recorded so far is kept.");
            return ExitCode.Cancelled;
        }
        catch (Exception fault) when (IsExplained(fault))
        {
            terminal.WriteError(fault.Message);
            return ExitCode.Fault;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            terminal.WriteError($"{fault.Message} Check the path, and that you may read and write it.");
            return ExitCode.Fault;
        }
        catch (Exception fault)
        {
            terminal.WriteError($"A fault of modelops itself, please report it: {fault}");
            return ExitCode.Fault;
        }
    }

    /// <summary>Whether the exception's message is written for people and names the way out.</summary>
    private static bool IsExplained(Exception fault) => fault
        is CommandFault or StoreException or RegistryException or ReferenceException or ModelLoadException or OptionsValidationException or KeyFileException;

    /// <summary>All commands.</summary>
    internal static RootCommand CreateRoot(Terminal terminal) => CommandExamples.AddTo(new RootCommand(
        "Looks at what MLOps.Sdk recorded, and decides which version of a model answers.")
    {
        new ReplayCommand(terminal),
        new DetectCommand(terminal),
        new EvaluateCommand(terminal),
        new GateCommand(terminal),
        new DiffCommand(terminal),
        new Command("retrain", "Trains new versions on the log's outcomes, judges and promotes them.")
        {
            new RetrainRunCommand(terminal),
            new RetrainListCommand(terminal),
            new RetrainShowCommand(terminal),
        },
        new Command("predictions", "Reads the prediction log.")
        {
            new PredictionsQueryCommand(terminal),
            new PredictionsGetCommand(terminal),
        },
        new Command("models", "Models, their versions, and which one answers.")
        {
            new ModelsListCommand(terminal),
            new ModelsVersionsCommand(terminal),
            new ModelsResolveCommand(terminal),
            new ModelsHistoryCommand(terminal),
            new ModelsRegisterCommand(terminal),
            new ModelsPromoteCommand(terminal),
            new ModelsRollbackCommand(terminal),
            new ModelsPullCommand(terminal),
            new ModelsTagCommand(terminal),
            new ModelsReferenceCommand(terminal),
            ModelsNoteCommand.Note(terminal),
            ModelsNoteCommand.Approve(terminal),
            ModelsNoteCommand.Reject(terminal),
            new ModelsPolicyCommand(terminal),
            ModelsFreezeCommand.Freeze(terminal),
            ModelsFreezeCommand.Thaw(terminal),
            new ModelsCardCommand(terminal),
            new ModelsVerifyCommand(terminal),
        },
        new Command("canary", "Tries a version on a share of the calls.")
        {
            new CanaryStartCommand(terminal),
            RolloutStatusCommand.OfCanary(terminal),
            CanaryDecideCommand.Ramp(terminal),
            CanaryDecideCommand.Promote(terminal),
            CanaryDecideCommand.RollBack(terminal),
            CanaryDecideCommand.Abort(terminal),
        },
        new Command("test", "Compares named variants: A/B tests and bandits.")
        {
            new TestStartCommand(terminal),
            RolloutStatusCommand.OfTest(terminal),
            new TestStopCommand(terminal),
        },
        new Command("shadow", "Shows calls to a version beside the one that answers.")
        {
            ShadowCommand.Start(terminal),
            ShadowCommand.Stop(terminal),
        },
        new DriftCommand(terminal),
        new Command("profile", "References: what columns looked like at training time.")
        {
            new ProfileCreateCommand(terminal),
            new ProfileShowCommand(terminal),
            new ProfileAttachCommand(terminal),
            new ProfileSchemaCommand(terminal),
        },
        new QualityCommand(terminal),
        new ReportCommand(terminal),
        new Command("alerts", "What monitors raised.")
        {
            new AlertsListCommand(terminal),
        },
        new Command("drill", "Runs a procedure for real, on a copy, before it is needed.")
        {
            new DrillRollbackCommand(terminal),
        },
        new CostsCommand(terminal),
        new StatusCommand(terminal),
        new ExplainCommand(terminal),
        new ExportCommand(terminal),
        new EraseCommand(terminal),
        new BackupCommand(terminal),
        new RestoreCommand(terminal),
        new Command("bundle", "Extracts of the log that prove themselves.")
        {
            new BundleCreateCommand(terminal),
            new BundleVerifyCommand(terminal),
        },
        new HoldCommand(terminal),
        new Command("keys", "Keys by which payloads are encrypted.")
        {
            new KeysAddCommand(terminal),
        },
        new RetentionCommand(terminal),
        new VerifyCommand(terminal),
        new CheckpointCommand(terminal),
    });

    private static int RefuseUsage(ParseResult parsed, Terminal terminal)
    {
        foreach (ParseError error in parsed.Errors)
            terminal.WriteError(error.Message);

        string path = $"modelops {CommandExamples.PathOf(parsed.CommandResult)}".TrimEnd();
        terminal.WriteError($"'{path} --help' shows how it is used{(CommandExamples.Of(parsed.CommandResult) is { } example ? $"; for example: {example}" : ".")}");
        return ExitCode.Usage;
    }
}
