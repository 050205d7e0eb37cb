using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quickstart;
using Quickstart.Payments;
using Quickstart.Reports;
using Quickstart.Serving;
using Quickstart.Training;
using Spectre.Console;

Console.OutputEncoding = Encoding.UTF8;
AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
if (!QuickstartOptions.TryRead(builder.Configuration, out QuickstartOptions? options, out string? problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

Candidate first = Candidate.First();
Candidate retrained = Candidate.Retrained();
var bare = new BareModel();

builder.Services
    .AddModelOps(ops =>
    {
        ops.Directory = options.Directory;
        ops.Drift.WindowRows = options.WindowRows;
    })
    .AddOnnxModel<Payment, float>(Releases.Model, model => model
        .Feature(p => p.Amount).Feature(p => p.Hour).Feature(p => p.Distance).Feature(p => p.AccountAge).Feature(p => p.Velocity)
        .Category(p => p.Merchant)
        .Tag("country", p => p.Country)
        .CostPerCall(0.0002m)
        .Reference(first.Training.Select(labelled => (labelled.Payment, first.Model.Score(labelled.Payment))))
        .Layers.Use(bare.Remember));
builder.Services.AddSingleton(bare).AddSingleton<Checkout>().AddSingleton<Shop>().AddSingleton<Releases>().AddSingleton<Story>().AddSingleton<Report>();

using IHost host = builder.Build();
var releases = host.Services.GetRequiredService<Releases>();
await releases.RegisterAsync(first, options.Directory);
await releases.RegisterAsync(retrained, options.Directory);
await releases.PromoteAsync(first.Version, $"accuracy {first.Accuracy:P1} in training");

await host.StartAsync();
StoryResult result = await host.Services.GetRequiredService<Story>().TellAsync(options.Predictions, retrained);
await host.Services.GetRequiredService<Report>().PrintAsync(result);
await host.StopAsync();
return 0;
