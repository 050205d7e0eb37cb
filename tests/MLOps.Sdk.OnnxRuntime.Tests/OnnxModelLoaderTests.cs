using MLOps.Sdk.OnnxRuntime.Tests.Support;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Tests;

public sealed class OnnxModelLoaderTests
{
    private static readonly ModelVersion Version = new() { Model = "fraud", Version = "v7", CreatedAt = DateTimeOffset.UnixEpoch };

    [Fact]
    public async Task A_registered_file_becomes_a_predictor()
    {
        var loader = new OnnxModelLoader<FeatureVector, double>(TestFeatures.Vector("a", "b"));

        IPredictor<FeatureVector, double> predictor = await loader.LoadAsync(new ModelArtifact(Version, Graphs.Logistic));

        Assert.Equal(Graphs.LogisticOf(1, 0), (double)await predictor.PredictAsync(new[] { 1d, 0 }), 1e-6);
        Assert.IsAssignableFrom<IDisposable>(predictor).Dispose();
    }

    [Fact]
    public async Task Features_that_nobody_declared_come_from_the_version()
    {
        var loader = new OnnxModelLoader<FeatureVector, float>(features: null);

        using var predictor = (OnnxPredictor<FeatureVector, float>)await loader.LoadAsync(new ModelArtifact(Version, Graphs.Logistic));

        Assert.Equal("fraud", predictor.Schema.Name);
        Assert.Equal(["f0", "f1"], predictor.Schema.Features.Select(f => f.Name));
    }

    [Fact]
    public Task A_version_without_an_artefact_says_so() => Refused(new ModelArtifact(Version, null), "no artefact");

    [Fact]
    public Task Bytes_of_something_else_say_so() => Refused(new ModelArtifact(Version, "<html>"u8.ToArray()), "HTML");

    [Fact]
    public Task A_model_of_other_features_says_so() => Refused(new ModelArtifact(Version, Graphs.ThreeClasses), "takes 3 values per row and 2 features are declared");

    private static async Task Refused(ModelArtifact artifact, string reason)
    {
        var loader = new OnnxModelLoader<FeatureVector, float>(TestFeatures.Vector("a", "b"));

        ModelLoadException fault = await Assert.ThrowsAsync<ModelLoadException>(async () => await loader.LoadAsync(artifact));

        Assert.StartsWith("Version 'v7' of model 'fraud' cannot be loaded. ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }
}
