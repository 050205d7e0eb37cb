using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace MLOps.Sdk.Faults.Processes;

/// <summary>An app with one model and little else, as the studies' processes run it.</summary>
internal static class PlainApp
{
    /// <summary>Builds it.</summary>
    public static ServiceProvider Build(string directory, long laneBytes = 16 << 20, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        configure?.Invoke(services);
        services.AddModelOps(options =>
        {
            options.Directory = directory;
            options.RegistryPollInterval = TimeSpan.FromHours(1);
            options.Recording.Lanes = 2;
            options.Recording.LaneBytes = laneBytes;
        }).AddModel<double, double>("model", static x => -x, static model => model.Feature(static x => x, "x"));
        return services.BuildServiceProvider();
    }

    /// <summary>Starts and stops it, which stores what others left.</summary>
    public static void StoreWhatWasLeft(string directory)
    {
        using ServiceProvider services = Build(directory);
        _ = services.GetRequiredService<IPredictor<double, double>>();
    }

    /// <summary>Calls the model once.</summary>
    /// <returns>Whether the record was accepted.</returns>
    public static bool Predict(IPredictor<double, double> model, double input)
    {
        ValueTask<Prediction<double>> call = model.PredictAsync(input);
        return (call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult()).Id.IsRecorded;
    }

    /// <summary>Tells a number to the study, through a file that is there when it is whole.</summary>
    public static void Tell(string path, long number)
    {
        File.WriteAllText(path + ".part", number.ToString(CultureInfo.InvariantCulture));
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>What a process told.</summary>
    public static long Told(string path) => long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);
}
