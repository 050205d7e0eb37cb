using System.Diagnostics;
using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests;

public sealed class ProcessTests(SampleStore store) : IClassFixture<SampleStore>
{
    [Fact]
    public async Task The_installed_tool_writes_json_alone_to_its_output_and_faults_to_its_error_stream()
    {
        (int exitCode, string output, string error) = await StartAsync("status", "--store", store.Path, "--format", "json");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(SampleStore.Calls, JsonDocument.Parse(output).RootElement.GetProperty("counts").GetProperty("calls").GetInt32());

        (exitCode, output, error) = await StartAsync("status", "--store", store.Path + "-elsewhere");
        Assert.Equal((ExitCode.Fault, ""), (exitCode, output));
        Assert.StartsWith("modelops: There is no store in", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> StartAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MLOps.Sdk.Cli.dll"));
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }
}
