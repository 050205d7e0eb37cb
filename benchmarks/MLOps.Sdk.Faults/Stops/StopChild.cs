using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Faults.Processes;

namespace MLOps.Sdk.Faults.Stops;

/// <summary>An app that is asked to end while many predictions wait for a store that another program holds.</summary>
internal static class StopChild
{
    public const string Verb = "stop-child";

    public static void Run(string parameters)
    {
        string[] parts = parameters.Split('|');
        using var ended = new ManualResetEventSlim();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.Set();
        });
        using ServiceProvider services = PlainApp.Build(parts[0]);
        var model = services.GetRequiredService<IPredictor<double, double>>();
        PlainApp.Tell(parts[1] + StopStudy.Running, 1);
        while (!File.Exists(parts[1] + StopStudy.Held))
            Thread.Sleep(1);
        long accepted = 0;
        for (int call = 0; call < StopStudy.Pending; call++)
            accepted += PlainApp.Predict(model, call) ? 1 : 0;
        PlainApp.Tell(parts[1], accepted);
        ended.Wait();
    }
}
