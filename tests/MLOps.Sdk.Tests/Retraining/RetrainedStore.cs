using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Sqlite;
using MLOps.Sdk.Retraining.Trainers;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Retraining;

/// <summary>
/// The store of an app whose world has changed: it says yes above 0.5, and the truth is yes above 0.3. A model is a file that
/// holds its threshold as a text.
/// </summary>
internal sealed class RetrainedStore : IDisposable
{
    public const string Model = "limit";
    public const int Rows = 600;

    private readonly TemporaryDirectory _directory = new();
    private readonly SqlitePredictionLog _log;
    private readonly SqliteModelRegistry _registry;
    private readonly SqliteRetrainingStore _store;

    private RetrainedStore(TimeProvider time)
    {
        Time = time;
        _log = new SqlitePredictionLog(_directory.Path);
        _registry = new SqliteModelRegistry(_directory.Path, time);
        _store = new SqliteRetrainingStore(_directory.Path);
    }

    public string Path => _directory.Path;

    public TimeProvider Time { get; }

    public IPredictionLog Log => _log;

    public IModelRegistry Registry => _registry;

    public IRetrainingStore Store => _store;

    public List<Alert> Alerts { get; } = [];

    /// <summary>The ids of the predictions in their order.</summary>
    public List<PredictionId> Served { get; } = [];

    public static async Task<RetrainedStore> CreateAsync(bool outcomes = true, TimeProvider? time = null)
    {
        var store = new RetrainedStore(time ?? TimeProvider.System);
        await store.RegisterAsync("0.5", "1");
        await store.ServeAsync(outcomes);
        return store;
    }

    public static byte[] FileOf(double threshold) => Encoding.UTF8.GetBytes(threshold.ToString(CultureInfo.InvariantCulture));

    public static IOfflineModels Models { get; } = OfflineModels.From(static bytes =>
    {
        double threshold = double.Parse(Encoding.UTF8.GetString(bytes), CultureInfo.InvariantCulture);
        return features => features.Number("x") > threshold ? 0.9 : 0.1;
    });

    public RetrainingParts Parts(IRetrainingStore? store = null) =>
        new(Path, store ?? Store, Log, Registry, Time, NullLogger.Instance) { Alerts = new AlertList(Alerts) };

    /// <summary>A pipeline whose trainer finds a threshold.</summary>
    public RetrainingPipeline Pipeline(double finds = 0.3, Action<RetrainingOptions>? configure = null, IRetrainingStore? store = null)
    {
        var options = new RetrainingOptions { Models = Models };
        options.TrainWith(async (job, cancellationToken) =>
        {
            await File.WriteAllBytesAsync(job.ModelFile, FileOf(finds), cancellationToken);
            return new TrainedModel { Metrics = new Dictionary<string, double> { ["depth"] = 1 } };
        });
        options.Limits.CoolDown = TimeSpan.Zero;
        options.Data.MinimumRows = 50;
        configure?.Invoke(options);
        return new RetrainingPipeline(Model, options, Parts(store));
    }

    public static RetrainingRequest Ask { get; } = new(RetrainingTrigger.Manual, "the world has changed");

    public async Task<string?> ChampionAsync() => (await Registry.ResolveAsync(Model))?.Version;

    public void Dispose()
    {
        _log.Dispose();
        _registry.Dispose();
        _store.Dispose();
        _directory.Dispose();
    }

    private async Task RegisterAsync(string content, string version)
    {
        await Registry.RegisterAsync(new VersionRegistration { Model = Model, Version = version, Artifact = Encoding.UTF8.GetBytes(content), FileName = "model.txt" });
        await Registry.PromoteAsync(new AliasChange(Model, version, "first") { Expected = "" });
    }

    private async Task ServeAsync(bool outcomes)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = Path).AddModel<Row, double>(Model, model => model
            .LoadWith(static (_, _) => new ThresholdLoader()).Feature(static row => row.X).Category(static row => row.Place).Tag("place", static row => row.Place));
        services.AddSingleton(Registry);
        await using ServiceProvider app = services.BuildServiceProvider();
        var model = app.GetRequiredService<IPredictor<Row, double>>();
        var recorder = app.GetRequiredService<IOutcomeRecorder>();
        var random = new Random(5);
        for (int i = 0; i < Rows; i++)
        {
            double x = random.NextDouble();
            Prediction<double> prediction = await model.PredictAsync(new Row(x, i % 3 == 0 ? "north, \"old\"" : "south"));
            Served.Add(prediction.Id);
            if (outcomes)
                await recorder.RecordAsync(prediction.Id, positive: x > 0.3);
        }

        Assert.True(await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(30)));
    }

    private sealed record Row(double X, string Place);

    private sealed class ThresholdLoader : IModelLoader<Row, double>
    {
        public ValueTask<IPredictor<Row, double>> LoadAsync(ModelArtifact artifact, CancellationToken cancellationToken = default)
        {
            double threshold = double.Parse(artifact.Bytes!, CultureInfo.InvariantCulture);
            return new(new ThresholdModel(threshold));
        }
    }

    private sealed class ThresholdModel(double threshold) : IPredictor<Row, double>
    {
        public ValueTask<Prediction<double>> PredictAsync(Row input, CancellationToken cancellationToken = default) => new(input.X > threshold ? 0.9 : 0.1);
    }

    private sealed class AlertList(List<Alert> alerts) : IAlertSink
    {
        public void Add(Alert alert) => alerts.Add(alert);
    }
}
