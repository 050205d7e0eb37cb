using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.OnnxRuntime.Tests.Support;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.OnnxRuntime.Tests;

public sealed class OnnxModelOpsBuilderExtensionsTests : IDisposable
{
    private const int Rows = 50;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mlops-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_file_and_the_training_data_are_all_that_a_served_and_watched_model_needs()
    {
        string model = Path.Combine(_directory.FullName, "model.onnx"), training = Path.Combine(_directory.FullName, "training.csv");
        await File.WriteAllBytesAsync(model, Graphs.Logistic);
        await File.WriteAllLinesAsync(training, ["b,a", .. Enumerable.Range(0, Rows).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row},{row / 10.0}"))]);
        var services = new ServiceCollection();
        services.AddModelOps(options =>
            {
                options.Directory = Path.Combine(_directory.FullName, "store");
                options.Drift.WindowRows = Rows;
            })
            .AddOnnxModel<(double A, double B), double>("model", builder => builder
                .Feature(row => row.A, "a").Feature(row => row.B, "b").File(model).Reference(training).CostPerCall(0.5m));
        await using ServiceProvider provider = services.BuildServiceProvider();
        var predictor = provider.GetRequiredService<IPredictor<(double A, double B), double>>();

        var predictions = new List<Prediction<double>>();
        for (int row = 0; row < Rows; row++)
            predictions.Add(await predictor.PredictAsync((100 + row, row)));
        Assert.True(await provider.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(20)));

        LoggedPrediction? logged = await provider.GetRequiredService<IPredictionLog>().FindAsync(predictions[7].Id);
        Assert.NotNull(logged);
        Assert.Equal(("1", 107.0, 500_000_000_000L), (logged.Version, logged.Features["a"], logged.CostPicoUnits));
        Assert.Equal(Graphs.LogisticOf(107, 7), logged.Output!.Value, 1e-6);
        DriftWindow window = Assert.Single(provider.GetRequiredService<IDriftReports>().Latest("model"));
        Assert.Equal([("a", 1.0), ("b", 0.0)], window.Signals.Where(signal => signal.Signal != "prediction").Select(signal => (signal.Signal, signal.Statistics.Ks!.Value)));
    }
}
