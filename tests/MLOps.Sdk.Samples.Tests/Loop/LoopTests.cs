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
        (int exitCode, string output) = await RunAsync("--directory", _directory.Path);

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
        (int exitCode, string output) = await RunAsync("--data", "nowhere.csv");

        Assert.Equal(2, exitCode);
        Assert.Contains("--data is 'nowhere.csv', and there is no such file", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Loop.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
