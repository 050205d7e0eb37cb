using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Commands;

/// <summary>What is asked for wrongly ends with 64, with the option and the value named, and never as a fault of the tool.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--feature is 'amount'", "predictions", "query", "--feature", "amount")]
    [InlineData("--feature is '=1'", "export", "--feature", "=1")]
    [InlineData("--tag is 'tenant'", "predictions", "query", "--tag", "tenant")]
    [InlineData("--score is '5..1'", "predictions", "query", "--score", "5..1")]
    [InlineData("--score is 'NaN..1'", "predictions", "query", "--score", "NaN..1")]
    [InlineData("--limit is '999999999999'", "predictions", "query", "--limit", "999999999999")]
    [InlineData("--from is 'soon'", "export", "--from", "soon")]
    [InlineData("--ceiling-days is '999999999'", "retention", "--keep-days", "200", "--reason", "policy", "--ceiling-days", "999999999")]
    [InlineData("--max-megabytes is '0'", "retention", "--keep-days", "200", "--reason", "policy", "--max-megabytes", "0")]
    [InlineData("--reason is empty", "retention", "--keep-days", "200", "--reason", " ")]
    [InlineData("--subject is empty", "erase", "--subject", "")]
    [InlineData("--limit is '0'", "diff", "fraud", "--limit", "0")]
    [InlineData("'ok'", "predictions", "query", "--status", "weird")]
    public async Task It_is_refused_by_name_and_value(string words, params string[] arguments)
    {
        ToolRun run = await ToolRun.InvokeAsync(arguments);

        run.AssertFault(ExitCode.Usage, words);
        Assert.DoesNotContain("please report", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u0009", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_for_people_names_no_parameter_of_a_method()
    {
        ToolRun run = await ToolRun.InvokeAsync("retention", "--keep-days", "1", "--reason", "policy");

        run.AssertFault(ExitCode.Fault, "its floor 184", "--legal-basis");
        Assert.DoesNotContain("Parameter", run.Error, StringComparison.Ordinal);
    }
}
