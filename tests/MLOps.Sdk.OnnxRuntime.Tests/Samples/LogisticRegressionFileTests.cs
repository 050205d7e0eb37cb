using MLOps.Sdk.OnnxRuntime.Format;
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
}
