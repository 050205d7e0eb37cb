using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Tests.Hosting;

public sealed class WarmRollbackTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CountingLoader _loader = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Going_back_needs_neither_the_artefact_nor_a_loader()
    {
        await using ServiceProvider app = await StartAsync(TimeSpan.FromHours(1));
        Directory.Delete(Path.Combine(_directory.Path, "artifacts"), recursive: true);
        await app.GetRequiredService<IModelRegistry>().RollbackAsync(new Rollback("scale", "worse"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();

        Prediction<double> answer = await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(5);

        Assert.Equal((5, "1"), (answer.Value, answer.Version));
        Assert.Equal((2, 0), (_loader.Loaded, _loader.Disposed));
    }

    [Fact]
    public async Task After_the_bake_time_the_version_before_is_let_go()
    {
        await using ServiceProvider app = await StartAsync(TimeSpan.Zero);
        await app.GetRequiredService<IModelOps>().RefreshAsync();

        Assert.Equal((2, 1), (_loader.Loaded, _loader.Disposed));
    }

    [Fact]
    public async Task One_version_before_is_kept_whatever_comes_after()
    {
        await using ServiceProvider app = await StartAsync(TimeSpan.FromHours(1));
        var registry = app.GetRequiredService<IModelRegistry>();
        await registry.RegisterAsync(new VersionRegistration { Model = "scale", Artifact = new byte[] { 3 } });
        await registry.PromoteAsync(new AliasChange("scale", "3", "r"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        await app.GetRequiredService<IModelOps>().RefreshAsync();

        Assert.Equal(9, (await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(3)).Value);
        Assert.Equal((3, 1), (_loader.Loaded, _loader.Disposed));
    }

    /// <summary>An app that has served version 1 and serves version 2.</summary>
    private async Task<ServiceProvider> StartAsync(TimeSpan bakeTime)
    {
        var registry = new Sdk.Registry.Sqlite.SqliteModelRegistry(_directory.Path, TimeProvider.System);
        await registry.RegisterAsync(new VersionRegistration { Model = "scale", Artifact = new byte[] { 1 } });
        await registry.RegisterAsync(new VersionRegistration { Model = "scale", Artifact = new byte[] { 2 } });
        await registry.PromoteAsync(new AliasChange("scale", "1", "r"));
        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = _directory.Path;
            options.BakeTime = bakeTime;
            options.RegistryPollInterval = TimeSpan.FromHours(1);
        }).AddModel<double, double>("scale", model => model.Feature(static x => x, "x").LoadWith((_, _) => _loader));
        ServiceProvider app = services.BuildServiceProvider();
        Assert.Equal(1, (await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(1)).Value);
        await registry.PromoteAsync(new AliasChange("scale", "2", "r"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        Assert.Equal(2, (await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(1)).Value);
        return app;
    }

    /// <summary>A model file is one byte: what inputs are multiplied by.</summary>
    private sealed class CountingLoader : IModelLoader<double, double>
    {
        public int Loaded { get; private set; }

        public int Disposed { get; private set; }

        public ValueTask<IPredictor<double, double>> LoadAsync(ModelArtifact artifact, CancellationToken cancellationToken = default)
        {
            Loaded++;
            return new(new Factor(artifact.Bytes![0], () => Disposed++));
        }

        private sealed class Factor(double factor, Action disposed) : IPredictor<double, double>, IDisposable
        {
            public ValueTask<Prediction<double>> PredictAsync(double input, CancellationToken cancellationToken = default) => new(new Prediction<double>(input * factor));

            public void Dispose() => disposed();
        }
    }
}
