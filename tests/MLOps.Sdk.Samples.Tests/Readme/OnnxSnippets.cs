using MLOps.Sdk.OnnxRuntime;

namespace MLOps.Sdk.Samples.Tests.Readme;

internal static class OnnxSnippets
{
    public static async Task<float> PredictAsync()
    {
        // readme
        byte[] file = File.ReadAllBytes("fraud.onnx");
        OnnxModel model = OnnxModel.Load(file);
        Console.WriteLine($"{model.Inputs[0]} -> {string.Join(", ", model.Outputs)}");

        using var fraud = new OnnxPredictor<FeatureVector, float>(model, OnnxFeatures.FromModel(model, "fraud"));
        float score = await fraud.PredictAsync(new[] { 12.5, 3.0, 0.0 });
        // end
        return score;
    }
}
