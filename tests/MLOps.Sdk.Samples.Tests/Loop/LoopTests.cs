using System.Diagnostics;

namespace MLOps.Sdk.Samples.Tests.Loop;

public sealed class LoopTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_retrains_by_itself_refuses_what_is_bad_and_rolls_back_what_slipped_through()
    {
        long start = Stopwatch.GetTimestamp();
        (int exitCode, string output) = await SampleRun.OfAsync("Loop", "--directory", _directory.Path);

        Assert.True(exitCode == 0, output);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), output);
        foreach (string step in (string[])["pull", "train", "evaluate", "gate", "register", "trial", "promote"])
            Assert.Contains($"│ {step} ", output, StringComparison.Ordinal);
        Assert.Contains("drift alert about", output, StringComparison.Ordinal);
        Assert.Contains("version 2 is champion", output, StringComparison.Ordinal);
        Assert.Contains("is rejected: fail", output, StringComparison.Ordinal);
        Assert.Contains("rolledback", output, StringComparison.Ordinal);
        Assert.Contains("+ pending 0 + lost 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        (int exitCode, string output) = await SampleRun.OfAsync("Loop", "--data", "nowhere.csv");

        Assert.Equal(2, exitCode);
        Assert.Contains("--data is 'nowhere.csv', and there is no such file", output, StringComparison.Ordinal);
    }
}
