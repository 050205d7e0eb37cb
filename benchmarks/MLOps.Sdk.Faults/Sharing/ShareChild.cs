using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Faults.Processes;

namespace MLOps.Sdk.Faults.Sharing;

/// <summary>One of several apps on one directory: predicts as fast as the store takes it, for a while.</summary>
internal static class ShareChild
{
    public const string Verb = "share-child";

    private const int CallsPerLook = 500;
    private const long MostPending = 20_000;

    public static void Run(string parameters)
    {
        string[] parts = parameters.Split('|');
        TimeSpan duration = TimeSpan.FromSeconds(double.Parse(parts[2], CultureInfo.InvariantCulture));
        long accepted = 0;
        using (ServiceProvider services = PlainApp.Build(parts[0]))
        {
            var model = services.GetRequiredService<IPredictor<double, double>>();
            var ops = services.GetRequiredService<IModelOps>();
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration;)
            {
                for (int call = 0; call < CallsPerLook; call++)
                    accepted += PlainApp.Predict(model, call) ? 1 : 0;
                while (ops.Counts.Pending > MostPending && Stopwatch.GetElapsedTime(start) < duration)
                    Thread.Sleep(1);
            }

            _ = ops.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        }

        PlainApp.Tell(parts[1], accepted);
    }
}
