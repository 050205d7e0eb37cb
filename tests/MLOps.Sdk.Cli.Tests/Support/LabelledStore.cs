using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Tests;
using Quickstart.Onnx;

namespace MLOps.Sdk.Cli.Tests.Support;

/// <summary>A store in which a model that knows nothing says yes to all, the truth is the sign of x, and two files wait to be candidates.</summary>
public sealed class LabelledStore : IAsyncLifetime
{
    public const int Rows = 400;
    public const string Model = "sign";

    private readonly TemporaryDirectory _directory = new();

    public string Path => _directory.Path;

    /// <summary>Knows the sign.</summary>
    public string Good => System.IO.Path.Combine(Path, "good.onnx");

    /// <summary>Knows the opposite.</summary>
    public string Bad => System.IO.Path.Combine(Path, "bad.onnx");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path);
        string flat = System.IO.Path.Combine(Path, "flat.onnx");
        await File.WriteAllBytesAsync(flat, LogisticRegressionFile.Write([0.0], 0.1));
        await File.WriteAllBytesAsync(Good, LogisticRegressionFile.Write([1.0], 0));
        await File.WriteAllBytesAsync(Bad, LogisticRegressionFile.Write([-1.0], 0));
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = Path)
            .AddOnnxModel<FeatureVector, double>(Model, model => model.Features("x").File(flat).CostPerCall(0.001m));
        await using ServiceProvider app = services.BuildServiceProvider();
        var model = app.GetRequiredService<IPredictor<FeatureVector, double>>();
        var outcomes = app.GetRequiredService<IOutcomeRecorder>();
        for (int row = 0; row < Rows; row++)
        {
            double x = (row % 2 == 0 ? 1 : -1) * (1 + (row % 3));
            Prediction<double> prediction = await model.PredictAsync(new double[] { x });
            await outcomes.RecordAsync(prediction.Id, positive: x > 0);
        }
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }
}
