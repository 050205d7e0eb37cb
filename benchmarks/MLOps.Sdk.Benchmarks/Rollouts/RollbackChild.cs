using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Faults.Memory;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>The other processes of the subjects about promotions.</summary>
internal static class RollbackChild
{
    public const string Serve = "serving-child", Race = "racing-child", Model = "model";

    /// <summary>Serves a model without a pause, and says the clock's ticks when the version that it waits for answers first.</summary>
    public static async Task ServeAsync(string directory)
    {
        await using ServiceProvider app = App(directory);
        var model = app.GetRequiredService<IPredictor<double, double>>();
        await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
        while (await Console.In.ReadLineAsync().ConfigureAwait(false) is { } expected)
        {
            while ((await model.PredictAsync(0).ConfigureAwait(false)).Version != expected)
            {
                // Without a pause: the first call on the version is what is measured.
            }

            await Console.Out.WriteLineAsync(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        }
    }

    /// <summary>Promotes what it is told, expecting what it is told, and says whether it won.</summary>
    public static async Task RaceAsync(string directory)
    {
        using var registry = new SqliteModelRegistry(directory, TimeProvider.System);
        await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
        while (await Console.In.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            string[] words = line.Split(' ');
            string answer = "lost";
            try
            {
                await registry.PromoteAsync(new AliasChange(Model, words[0], "race") { Expected = words[1] }).ConfigureAwait(false);
                answer = "won";
            }
            catch (RegistryConflictException)
            {
                // The other one was first.
            }

            await Console.Out.WriteLineAsync(answer).ConfigureAwait(false);
        }
    }

    private static ServiceProvider App(string directory)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IPredictionStore, NoStore>();
        services.AddModelOps(options => options.Directory = directory).AddModel<double, double>(Model, static model => model
            .Feature(static x => x, "x").Version("v1", static _ => 1).Version("v2", static _ => 2));
        return services.BuildServiceProvider();
    }
}
