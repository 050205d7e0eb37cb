using MLOps.Sdk.OnnxRuntime.Tests.Support;

namespace MLOps.Sdk.OnnxRuntime.Tests;

public sealed class ExpectedOutputsTests
{
    private const double ProbabilityTolerance = 1e-6;
    private const double CountTolerance = 1e-3;

    [SharedModelsTheory]
    [InlineData("elec2_logreg_v1")]
    [InlineData("elec2_rf_v1")]
    [InlineData("elec2_gb_v1")]
    [InlineData("elec2_gb_v2")]
    [InlineData("elec2_gb_v3")]
    public async Task Classifiers_give_what_their_trainer_computed(string model)
    {
        (string[] columns, double[][] rows) = SharedModels.Expected(model);
        using var scores = Open<double>(model, columns[..7]);
        using var all = Open<float[]>(model, columns[..7]);
        using var labels = Open<long>(model, columns[..7]);

        foreach (double[] row in rows)
        {
            FeatureVector features = row[..7];
            float[] probabilities = await all.PredictAsync(features);
            Assert.Equal(row[7], (long)await labels.PredictAsync(features));
            Assert.Equal(row[8], probabilities[0], ProbabilityTolerance);
            Assert.Equal(row[9], probabilities[1], ProbabilityTolerance);
            Assert.Equal(row[9], (double)await scores.PredictAsync(features), ProbabilityTolerance);
        }

        Assert.Equal(200, rows.Length);
    }

    [SharedModelsTheory]
    [InlineData("bike_gb_v1")]
    [InlineData("bike_ridge_v1")]
    public async Task Regressions_give_what_their_trainer_computed(string model)
    {
        (string[] columns, double[][] rows) = SharedModels.Expected(model);
        using var counts = Open<double>(model, columns[..11]);

        foreach (double[] row in rows)
            Assert.Equal(row[11], (double)await counts.PredictAsync(row[..11]), CountTolerance);

        Assert.Equal(200, rows.Length);
    }

    [SharedModelsTheory]
    [InlineData("elec2_gb_v1")]
    [InlineData("elec2_rf_v1")]
    public async Task A_batch_gives_what_the_single_calls_give(string model)
    {
        (string[] columns, double[][] rows) = SharedModels.Expected(model);
        using var scores = Open<float>(model, columns[..7]);
        FeatureVector[] inputs = [.. rows.Select(row => (FeatureVector)row[..7])];
        var batch = new Prediction<float>[inputs.Length];

        await scores.PredictBatchAsync(inputs, batch);

        for (int i = 0; i < inputs.Length; i++)
            Assert.Equal((float)await scores.PredictAsync(inputs[i]), (float)batch[i], ProbabilityTolerance);
    }

    [SharedModelsFact]
    public void A_zipmap_model_names_the_way_out() =>
        Assert.Contains("'zipmap': False", Assert.Throws<Serving.ModelLoadException>(
            () => Open<float>("elec2_logreg_v1_zipmap", SharedModels.Expected("elec2_logreg_v1").Columns[..7])).Message, StringComparison.Ordinal);

    [SharedModelsFact]
    public async Task A_zipmap_model_gives_its_label()
    {
        (string[] columns, double[][] rows) = SharedModels.Expected("elec2_logreg_v1");
        using var labels = Open<long>("elec2_logreg_v1_zipmap", columns[..7]);

        foreach (double[] row in rows)
            Assert.Equal(row[7], (long)await labels.PredictAsync(row[..7]));
    }

    private static OnnxPredictor<FeatureVector, TOutput> Open<TOutput>(string model, string[] features) =>
        new(OnnxModel.Load(SharedModels.Bytes(model)), TestFeatures.Vector(features));
}
