using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Commands;

/// <summary>A verb: declares its options, does its work, and writes a table or JSON.</summary>
internal abstract class ToolCommand : Command
{
    private readonly Option<string> _format;

    /// <param name="name">The verb.</param>
    /// <param name="description">What it does.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="format">Another option than the usual one for the format of the result.</param>
    protected ToolCommand(string name, string description, Terminal terminal, Option<string>? format = null) : base(name, description)
    {
        _format = format ?? CommonOptions.Format();
        Terminal = terminal;
        Options.Add(_format);
        SetAction((parsed, cancellationToken) =>
        {
            Terminal.ShowsProgress = !WantsJson(parsed);
            return ExecuteAsync(parsed, cancellationToken);
        });
    }

    protected Terminal Terminal { get; }

    /// <summary>Does it.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken);

    /// <summary>Does it with what belongs to all verbs of a kind.</summary>
    protected virtual Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken) => RunAsync(parsed, cancellationToken);

    protected bool WantsJson(ParseResult parsed) => parsed.GetRequiredValue(_format) == OutputFormat.Json;

    protected TOption With<TOption>(TOption option) where TOption : Option
    {
        Options.Add(option);
        return option;
    }

    protected Argument<string> WithArgument(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        Arguments.Add(argument);
        return argument;
    }
}
