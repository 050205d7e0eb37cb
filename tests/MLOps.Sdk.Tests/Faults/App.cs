using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>An app with one model, as a user writes it, on a directory or a store that something happens to.</summary>
internal sealed class App : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;

    public App(
        string directory, Func<double, double>? predict = null, Action<ModelOpsOptions>? options = null,
        Action<ModelBuilder<double, double>>? model = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        services?.Invoke(collection);
        collection.AddModelOps(all =>
        {
            all.Directory = directory;
            all.RegistryPollInterval = TimeSpan.FromHours(1);
            all.Recording.Lanes = 2;
            all.Recording.LaneBytes = 1 << 20;
            all.Recording.CommitInterval = TimeSpan.FromMilliseconds(1);
            options?.Invoke(all);
        }).AddModel("model", predict ?? (static x => -x), builder =>
        {
            builder.Feature(static x => x, "x");
            model?.Invoke(builder);
        });
        _services = collection.BuildServiceProvider();
        Model = Get<IPredictor<double, double>>();
        Ops = Get<IModelOps>();
        Log = Get<IPredictionLog>();
    }

    public IPredictor<double, double> Model { get; }

    public IModelOps Ops { get; }

    public IPredictionLog Log { get; }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Calls the model; each answer must be the model's, whatever happens to the record.</summary>
    public async Task<List<PredictionId>> PredictAsync(int calls, int from = 0)
    {
        var ids = new List<PredictionId>(calls);
        for (int i = from; i < from + calls; i++)
        {
            Prediction<double> prediction = await Model.PredictAsync(i);
            Assert.Equal(-i, prediction.Value);
            if (prediction.Id.IsRecorded)
                ids.Add(prediction.Id);
        }

        return ids;
    }

    public async Task FlushAsync() => Assert.True(await Ops.FlushAsync(Patience), Ops.Pump.LastStoreError);

    public static void WaitUntil(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, Patience), "What was waited for did not come about.");

    /// <summary>The books balance, and the store holds what they call durable and nothing twice.</summary>
    public async Task<RecordingCounts> CheckBooksAsync(long calls)
    {
        RecordingCounts counts = Ops.Counts;
        Assert.Equal(calls, counts.Calls);
        Assert.Equal(counts.Calls, counts.Durable + counts.Pending + counts.LostTotal);
        Assert.Equal(counts.Durable, (await Log.StatusAsync()).Rows);
        return counts;
    }

    public void Dispose() => _services.Dispose();
}
