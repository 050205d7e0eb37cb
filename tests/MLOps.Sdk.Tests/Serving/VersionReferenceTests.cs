using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Files;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Tests.Serving;

public sealed class VersionReferenceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reference_lies_beside_its_version_and_the_latest_counts(bool sqlite)
    {
        using var store = sqlite ? new SqliteModelRegistry(_directory.Path, TimeProvider.System) : null;
        IModelRegistry registry = (IModelRegistry?)store ?? new FileModelRegistry(_directory.Path, TimeProvider.System);
        ModelVersion v1 = await registry.RegisterAsync(new VersionRegistration { Model = "m", Version = "1", Artifact = new byte[] { 1 } });
        ModelVersion v2 = await registry.RegisterAsync(new VersionRegistration { Model = "m", Version = "2" });
        Assert.Null(await registry.ReadReferenceAsync(v1));

        await registry.AttachReferenceAsync("m", "1", Reference(0), "trained in May");
        await registry.AttachReferenceAsync("m", "1", Reference(500), "trained in June", actor: "ann");

        Assert.Equal(Reference(500).ToJson(), (await registry.ReadReferenceAsync(v1))!.ToJson());
        Assert.Null(await registry.ReadReferenceAsync(v2));
        RegistryEvent change = (await registry.GetHistoryAsync("m"))[^1];
        Assert.Equal((RegistryEventKind.Tag, "ann", "trained in June"), (change.Kind, change.Actor, change.Reason));
        byte[]? artifact = await registry.ReadArtifactAsync(v1);
        Assert.Equal<byte>([1], artifact!);
        await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await registry.AttachReferenceAsync("m", "9", Reference(0), "why"));
    }

    [Fact]
    public async Task A_promoted_version_brings_its_own_baseline()
    {
        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = _directory.Path;
            options.Drift.WindowRows = 50;
        }).AddModel<double, double>("m", model => model.Version("1", static x => x).Version("2", static x => x).Feature(static x => x, "x").Reference(Reference(0)));
        await using ServiceProvider app = services.BuildServiceProvider();
        var predictor = app.GetRequiredService<IPredictor<double, double>>();
        var registry = app.GetRequiredService<IModelRegistry>();
        await registry.AttachReferenceAsync("m", "2", Reference(1_000), "trained on newer data");
        await PredictAsync(predictor, 50);
        await registry.PromoteAsync(new AliasChange("m", "2", "better"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        await PredictAsync(predictor, 50);
        Assert.True(await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(30)));

        var drift = app.GetRequiredService<IDriftReports>();
        Assert.Equal(1, Assert.Single(drift.Latest("m", "1")).Signals[0].Statistics.Ks);
        Assert.True(Assert.Single(drift.Latest("m", "2")).Signals[0].Statistics.Ks < 0.6);
    }

    private static async Task PredictAsync(IPredictor<double, double> predictor, int calls)
    {
        for (int i = 0; i < calls; i++)
            await predictor.PredictAsync(1_000 + (2 * i));
    }

    private static ReferenceProfile Reference(double from)
    {
        var builder = new ReferenceBuilder(new ModelSchema("m", [("x", FeatureKind.Numeric)]));
        for (int i = 0; i < 100; i++)
            builder.Add([from + i], []);
        return builder.Build();
    }
}
