using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Faults.TakeOvers;

/// <summary>An app that stores what others left, and is killed when one of its batches has just become durable, before anything else is done.</summary>
internal static class TakeOverChild
{
    public const string Verb = "take-over-child";

    /// <param name="directory">The directory of the store.</param>
    /// <param name="commit">The batch, from 1.</param>
    public static string Parameters(string directory, int commit) => string.Join('|', directory, commit.ToString(CultureInfo.InvariantCulture));

    public static void Run(string parameters)
    {
        string[] parts = parameters.Split('|');
        using ServiceProvider services = PlainApp.Build(parts[0], configure: collection => collection.AddSingleton<IPredictionStore>(
            _ => new KilledStore(new SqlitePredictionStore(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture))));
        var model = services.GetRequiredService<IPredictor<double, double>>();
        var ops = services.GetRequiredService<IModelOps>();
        while (true) // until it is killed
        {
            _ = PlainApp.Predict(model, double.NaN);
            _ = ops.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        }
    }
}
