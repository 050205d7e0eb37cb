using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests;

public sealed class CommandExamplesTests
{
    public static TheoryData<string> Verbs() => [.. VerbsOf(Root(), "")];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_command_has_help_with_an_example_that_it_understands_and_takes_a_format(string verb)
    {
        ToolRun help = await ToolRun.InvokeAsync([.. verb.Split(' '), "--help"]);
        string[] lines = help.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string example = lines[Array.LastIndexOf(lines, "Example:") + 1];

        Assert.StartsWith($"modelops {verb}", example, StringComparison.Ordinal);
        ParseResult parsed = Root().Parse(example["modelops ".Length..]);
        Assert.Empty(parsed.Errors.Select(static error => error.Message));
        Assert.Equal(verb, CommandExamples.PathOf(parsed.CommandResult));
        Assert.Contains(parsed.CommandResult.Command.Options, static option => option.Name == "--format");
    }

    [Fact]
    public async Task A_command_line_that_is_wrong_is_answered_with_one_that_is_right() =>
        (await ToolRun.InvokeAsync("erase")).AssertFault(ExitCode.Usage, "'modelops erase --help'", "for example: modelops erase --subject");

    private static IEnumerable<string> VerbsOf(Command command, string path)
    {
        if (command.Action is not null && path.Length > 0)
            yield return path;
        foreach (Command inner in command.Subcommands)
        {
            foreach (string verb in VerbsOf(inner, $"{path} {inner.Name}".TrimStart()))
                yield return verb;
        }
    }

    private static RootCommand Root() => ModelOpsTool.CreateRoot(new Terminal(TextWriter.Null, TextWriter.Null, TimeProvider.System, outputIsTerminal: false, errorIsTerminal: false));
}
