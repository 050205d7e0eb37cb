using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.MLflow.Tests.Server;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.MLflow.Tests;

/// <summary>40 ways in which the registry fails while a newer version is promoted: predictions go on with the version before, then follow.</summary>
public sealed class FaultMatrixTests : IDisposable
{
    private const int Calls = 200;

    private readonly FakeMlflow _server = new();
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            foreach (string call in (string[])["registered-models/get", "model-versions/get", "model-versions/search", "mlflow-artifacts/artifacts", ""])
            {
                foreach (FaultKind kind in Enum.GetValues<FaultKind>())
                    cases.Add((int)kind, call);
            }

            return cases;
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void There_are_forty_cases() => Assert.Equal(40, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Predictions_are_unaffected_and_follow_when_the_registry_is_back(int kind, string call)
    {
        AddVersion(1);
        AddVersion(2);
        _server.SetAlias("scale", "champion", "1");
        await using ServiceProvider app = Start();
        var model = app.GetRequiredService<IPredictor<double, double>>();
        var ops = app.GetRequiredService<IModelOps>();
        Assert.Equal(1, (await model.PredictAsync(1)).Value);

        _server.Fault = new Fault((FaultKind)kind, call);
        _server.SetAlias("scale", "champion", "2");
        Exception? fault = await Record.ExceptionAsync(() => ops.RefreshAsync());
        double[] answers = new double[Calls];
        for (int i = 0; i < Calls; i++)
            answers[i] = (await model.PredictAsync(i)).Value / Math.Max(i, 1);

        // A changed byte may still be an answer; whatever the registry said, every call was answered by one whole version.
        Assert.All(answers[1..], answer => Assert.True(answer is 1 or 2, $"{answer} ({fault?.Message})"));
        Assert.Single(answers[1..].Distinct());
        if ((FaultKind)kind is not FaultKind.Changed && call != "model-versions/search")
            Assert.Equal("1", ops.Models[0].Version);

        _server.Fault = null;
        _server.AddForeign("scale", "mlflow-artifacts:/three", "model.onnx", [3]);
        _server.SetAlias("scale", "champion", "3");
        await ops.RefreshAsync();
        Assert.Equal(3, (await model.PredictAsync(1)).Value);
    }

    [Fact]
    public async Task An_app_that_starts_without_the_registry_takes_the_last_good_answer_and_says_how_old_it_is()
    {
        AddVersion(1);
        _server.SetAlias("scale", "champion", "1");
        await using (ServiceProvider first = Start())
            Assert.Equal(1, (await first.GetRequiredService<IPredictor<double, double>>().PredictAsync(1)).Value);
        _server.Fault = new Fault(FaultKind.Error, "");
        DateTimeOffset restarted = DateTimeOffset.UtcNow;

        await using ServiceProvider second = Start();
        Prediction<double> answer = await second.GetRequiredService<IPredictor<double, double>>().PredictAsync(4);

        Assert.Equal(4, answer.Value);
        Assert.True(second.GetRequiredService<IModelOps>().Models[0].CheckedAt < restarted);
    }

    private void AddVersion(byte factor) => _server.AddForeign("scale", $"mlflow-artifacts:/{factor}", "model.onnx", [factor]);

    private ServiceProvider Start()
    {
        var services = new ServiceCollection();
        services.AddModelOps(options =>
            {
                options.Directory = _directory.File("store");
                options.RegistryPollInterval = TimeSpan.FromHours(1); // only this test looks
            })
            .UseMlflow(new MlflowOptions
            {
                Server = _server.Address,
                CacheDirectory = _directory.File("cache"),
                Retries = 0,
                RequestTimeout = TimeSpan.FromSeconds(2),
                IdleTimeout = TimeSpan.FromSeconds(2),
                MaximumReplyBytes = 1 << 20,
                MaximumArtifactBytes = 1 << 20,
            })
            .AddModel<double, double>("scale", model => model.Feature(static x => x, "x").LoadWith(static (_, _) => new FactorLoader()));
        return services.BuildServiceProvider();
    }

    /// <summary>A model file is one byte: what inputs are multiplied by.</summary>
    private sealed class FactorLoader : IModelLoader<double, double>
    {
        public ValueTask<IPredictor<double, double>> LoadAsync(ModelArtifact artifact, CancellationToken cancellationToken = default) => artifact.Bytes is [var factor and <= 3]
            ? new(new Factor(factor))
            : throw new ModelLoadException($"{artifact.Bytes?.Length} bytes are not a factor.");
    }

    private sealed class Factor(double factor) : IPredictor<double, double>
    {
        public ValueTask<Prediction<double>> PredictAsync(double input, CancellationToken cancellationToken = default) => new(new Prediction<double>(input * factor));
    }
}
