using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Health;

namespace MLOps.Sdk.Faults.Pauses;

/// <summary>An app that predicts until it is told to end, and notes whether it ever took itself for ill: others stop it, or take its processor away.</summary>
internal static class PauseChild
{
    public const string Verb = "pause-child";

    /// <summary>Ends the name of the file that says that the app has stored predictions, …</summary>
    public const string Running = ".running";

    /// <summary>… of the one that tells it to end, …</summary>
    public const string End = ".end";

    /// <summary>… of the one that says what it was promised, …</summary>
    public const string Accepted = ".accepted";

    /// <summary>… and of the one that says how often its health was bad.</summary>
    public const string Alarms = ".alarms";

    /// <summary>How long nothing may move before its health is bad.</summary>
    public static readonly TimeSpan StalledAfter = TimeSpan.FromSeconds(1);

    /// <param name="directory">The directory of the store.</param>
    /// <param name="told">How the names of its files begin.</param>
    public static string Parameters(string directory, string told) => string.Join('|', directory, told);

    public static void Run(string parameters)
    {
        string[] parts = parameters.Split('|');
        long accepted = 0, alarms = 0;
        using ServiceProvider services = PlainApp.Build(parts[0], configure: static collection => collection.Configure<ModelOpsOptions>(static options =>
        {
            options.Health.StalledAfter = StalledAfter;
            options.Health.Interval = TimeSpan.FromMilliseconds(100);
        }));
        var model = services.GetRequiredService<IPredictor<double, double>>();
        var ops = services.GetRequiredService<IModelOps>();
        while (!File.Exists(parts[1] + End))
        {
            accepted += PlainApp.Predict(model, accepted) ? 1 : 0;
            alarms += ops.Health.Verdict == RecordingVerdict.Fail ? 1 : 0;
            if (accepted == 1)
            {
                _ = ops.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
                PlainApp.Tell(parts[1] + Running, Environment.ProcessId);
            }

            Thread.Sleep(1);
        }

        _ = ops.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        PlainApp.Tell(parts[1] + Alarms, alarms);
        PlainApp.Tell(parts[1] + Accepted, accepted);
    }
}
