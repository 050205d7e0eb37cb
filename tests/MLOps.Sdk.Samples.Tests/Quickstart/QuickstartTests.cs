namespace MLOps.Sdk.Samples.Tests.Quickstart;

public sealed class QuickstartTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_names_what_drifted_shows_the_rollback_and_loses_nothing()
    {
        (int exitCode, string output) = await SampleRun.OfAsync("Quickstart", "--predictions", "20000", "--directory", _directory.Path);

        Assert.True(exitCode == 0, output);
        string drifted = Assert.Single(output.Split('\n'), line => line.StartsWith("Drifted since the holidays began:", StringComparison.Ordinal));
        Assert.Contains("amount", drifted, StringComparison.Ordinal);
        Assert.DoesNotContain("distance", drifted, StringComparison.Ordinal);
        Assert.Contains("v2 → v1", output, StringComparison.Ordinal);
        Assert.Contains("calls 20,000 = durable 20,000 + pending 0 + lost 0", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_directory.Path, "modelops.db")));
    }

    [Fact]
    public async Task A_stream_that_is_too_short_is_refused_with_the_range()
    {
        (int exitCode, string output) = await SampleRun.OfAsync("Quickstart", "--predictions", "7");

        Assert.Equal(2, exitCode);
        Assert.Contains("--predictions is '7'; it is a number from 3200 to 640000.", output, StringComparison.Ordinal);
    }
}
