using MLOps.Sdk.Features;
using MLOps.Sdk.OnnxRuntime.Format;
using MLOps.Sdk.Recording;
using Quickstart.Onnx;

namespace MLOps.Sdk.OnnxRuntime.Tests.Samples;

public sealed class LogisticRegressionFileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    public async Task The_file_computes_the_regression_that_was_written(int features)
    {
        double[] weights = [.. Enumerable.Range(0, features).Select(i => ((i % 5) - 2) * 0.3)];
        byte[] file = LogisticRegressionFile.Write(weights, -0.25);
        OnnxFile.Verify(file);
        using var probability = new OnnxPredictor<FeatureVector, double>(OnnxModel.Load(file), null);
        using var all = new OnnxPredictor<FeatureVector, float[]>(OnnxModel.Load(file), null);
        using var label = new OnnxPredictor<FeatureVector, long>(OnnxModel.Load(file), null);

        for (int row = 0; row < 50; row++)
        {
            double[] values = [.. Enumerable.Range(0, features).Select(i => Math.Sin((row * 7) + i) * 3)];
            double expected = 1 / (1 + Math.Exp(0.25 - weights.Zip(values).Sum(pair => pair.First * pair.Second)));

            Assert.Equal(expected, (double)await probability.PredictAsync(values), 1e-6);
            Assert.Equal(1 - expected, ((float[])await all.PredictAsync(values))[0], 1e-6);
            Assert.Equal(expected > 0.5 ? 1 : 0, (long)await label.PredictAsync(values));
        }
    }

    [Theory]
    [InlineData("travel", 0.7)]
    [InlineData("gaming", -1.2)]
    [InlineData("gift cards", 0)]
    [InlineData(null, 0)]
    public async Task A_category_adds_its_weight_and_one_that_is_not_known_adds_nothing(string? category, double added)
    {
        byte[] file = LogisticRegressionFile.Write([0.5, -0.25], ["travel", "gaming"], [0.7, -1.2], 0.1);
        OnnxFile.Verify(file);
        var features = new FeatureSet<(double A, double B, string? Kind)>(
            new ModelSchema("model", [("a", FeatureKind.Numeric), ("b", FeatureKind.Numeric), ("kind", FeatureKind.Categorical)]),
            (row, values) => (values[0], values[1]) = (row.A, row.B), [row => row.Kind]);
        using var probability = new OnnxPredictor<(double A, double B, string? Kind), double>(OnnxModel.Load(file), features);

        Assert.Equal(1 / (1 + Math.Exp(-(0.1 + 1.5 - 0.5 + added))), (double)await probability.PredictAsync((3, 2, category)), 1e-6);
    }
}
