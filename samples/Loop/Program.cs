using System.Text;
using Loop;
using Loop.Reports;
using Loop.Serving;
using Loop.Streams;
using Loop.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLOps.Sdk;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Retraining.Trials;
using MLOps.Sdk.Rollout;
using Spectre.Console;

Console.OutputEncoding = Encoding.UTF8;
AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 400;
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.None); // what is worth telling is in the tables
if (!LoopOptions.TryRead(builder.Configuration, out LoopOptions? options, out string? problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

ILabelledStream stream = options.Data is { } data ? new Elec2Stream(data) : new ShiftingStream();
var trainer = new StreamTrainer(Story.Model);

builder.Services
    .AddModelOps(ops =>
    {
        ops.Directory = options.Directory;
        ops.Drift.WindowRows = 500;
        ops.Rollout.Interval = TimeSpan.FromMilliseconds(100);
    })
    .AddOnnxModel<FeatureVector, double>(Story.Model, model => model.Features(stream.Features))
    .AddRetraining(Story.Model, (retraining, services) =>
    {
        retraining.TrainWith(trainer.TrainAsync);
        retraining.Models = new OnnxOfflineModels();
        foreach (string rule in stream.Rules)
            retraining.Rule(rule);
        retraining.Data.MaximumRows = stream.Rows;
        retraining.Triggers.OnDrift = true;
        retraining.Triggers.OutcomesAfterAlert = stream.Rows;
        retraining.Triggers.CheckInterval = TimeSpan.FromSeconds(1);
        retraining.Trial = new LiveCanary(services.GetRequiredService<Rollouts>(), services.GetRequiredService<TimeProvider>())
        {
            Configure = Story.Canary,
            PollInterval = TimeSpan.FromMilliseconds(200),
        };
    });
builder.Services.AddSingleton(stream).AddSingleton(trainer).AddSingleton<Feed>().AddSingleton<Story>().AddSingleton<Report>();
builder.Services.AddHostedService(static services => services.GetRequiredService<Feed>());

using IHost host = builder.Build();
var story = host.Services.GetRequiredService<Story>();
await story.BeginAsync(CancellationToken.None);
await host.StartAsync();
IReadOnlyList<Act> acts = await story.TellAsync(CancellationToken.None);
await host.StopAsync();
await host.Services.GetRequiredService<Report>().PrintAsync(acts);
return acts.All(static act => act.IsAsExpected) ? 0 : 1;
