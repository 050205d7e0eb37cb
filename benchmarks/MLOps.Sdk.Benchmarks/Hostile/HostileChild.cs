using MLOps.Sdk.Benchmarks.Onnx;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.OnnxRuntime.Format;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Benchmarks.Hostile;

/// <summary>
/// <c>hostile-child FROM TO</c>: loads and calls damaged files, and says after each what became of it. A process of its
/// own, since a fault of native code ends it.
/// </summary>
internal static class HostileChild
{
    public const string Command = "hostile-child", Refused = "refused", RefusedByRuntime = "runtime", Answered = "answered", Failed = "failed";

    public static byte[] Original => OnnxFiles.FindShared(OnnxFiles.Trees) is { } path ? File.ReadAllBytes(path) : OnnxFiles.Logistic;

    public static async Task RunAsync(int from, int to)
    {
        byte[] original = Original;
        for (int number = from; number < to; number++)
            await Console.Out.WriteLineAsync(await OutcomeOfAsync(Mutations.Of(original, number)).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task<string> OutcomeOfAsync(byte[] bytes)
    {
        try
        {
            OnnxFile.Verify(bytes);
        }
        catch (ModelLoadException)
        {
            return Refused;
        }

        try
        {
            using var model = OnnxModel.Load(bytes);
            int columns = (int)Math.Clamp(model.Inputs[0].Dimensions.LastOrDefault(), 1, 64);
            var schema = new ModelSchema("hostile", Enumerable.Range(0, columns).Select(static i => ($"f{i}", FeatureKind.Numeric)));
            using var predictor = new OnnxPredictor<FeatureVector, double>(model, OnnxFeatures.FromSchema(schema));
            await predictor.PredictAsync(new double[columns]).ConfigureAwait(false);
            return Answered;
        }
        catch (ModelLoadException)
        {
            return RefusedByRuntime;
        }
        catch (Exception)
        {
            return Failed;
        }
    }
}
