using System.Text.Json;
using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Tests.Support;

/// <summary>One run of the tool through its entry point, with what it wrote.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The output as one JSON document: fails when there is anything else.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement.Clone();

    public static async Task<ToolRun> InvokeAsync(params IEnumerable<string> args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, TimeProvider.System, outputIsTerminal: false, errorIsTerminal: false);
        int exitCode = await ModelOpsTool.RunAsync([.. args], terminal);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A run that must succeed and write JSON.</summary>
    public static async Task<JsonElement> JsonAsync(params IEnumerable<string> args)
    {
        ToolRun run = await InvokeAsync([.. args, "--format", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json;
    }

    /// <summary>Asserts that the tool could not do it and said these words; nothing may be on the output then.</summary>
    public void AssertFault(int exitCode, params string[] words)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Equal("", Output);
        foreach (string word in words)
            Assert.Contains(word, Error, StringComparison.Ordinal);
    }
}
