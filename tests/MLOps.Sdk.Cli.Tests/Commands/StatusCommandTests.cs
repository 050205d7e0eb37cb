using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class StatusCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_books_of_a_running_process_add_up_with_the_store()
    {
        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = _directory.Path;
            options.Recording.Lanes = 1;
            options.Recording.LaneBytes = 64 * 1024;
            options.Recording.MaximumPayloadBytes = 8 * 1024;
        }).AddModel<string, double>("m", text => text.Length, model => model.RecordInput(text => text));
        await using ServiceProvider app = services.BuildServiceProvider();
        var model = app.GetRequiredService<IPredictor<string, double>>();
        for (int i = 0; i < 20; i++)
            await model.PredictAsync("short");
        await model.PredictAsync(new string('x', 10_000)); // cut to 8 KiB, which with its header is more than an eighth of the lane
        Assert.True(await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(20)));

        JsonElement json = await ToolRun.JsonAsync("status", "--store", _directory.Path);
        ToolRun table = await ToolRun.InvokeAsync("status", "--store", _directory.Path);

        JsonElement process = Assert.Single(json.GetProperty("processes").EnumerateArray());
        Assert.Equal(Environment.ProcessId, process.GetProperty("processId").GetInt32());
        Assert.True(process.GetProperty("alive").GetBoolean());
        foreach (JsonElement counts in (JsonElement[])[json.GetProperty("counts"), process])
        {
            Assert.Equal((21, 20, 0), (counts.GetProperty("calls").GetInt32(), counts.GetProperty("durable").GetInt32(), counts.GetProperty("pending").GetInt32()));
            Assert.Equal(1, counts.GetProperty("lost").GetProperty("tooLarge").GetInt32());
        }

        Assert.Contains("running", table.Output, StringComparison.Ordinal);
        Assert.Contains("tooLarge 1", table.Output, StringComparison.Ordinal);
    }
}
