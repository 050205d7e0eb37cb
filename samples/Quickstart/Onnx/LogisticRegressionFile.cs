namespace Quickstart.Onnx;

/// <summary>Writes a binary logistic regression as an .onnx file, in the form in which skl2onnx writes one without ZipMap.</summary>
/// <remarks>Input "input" float [n,k]; outputs "label" int64 [n] (1 when P > 0.5) and "probabilities" float [n,2].</remarks>
internal static class LogisticRegressionFile
{
    /// <summary>The file of P(class 1) = 1 / (1 + exp(-(intercept + weights · x))).</summary>
    /// <param name="weights">A weight for each feature, in the order in which the features are declared.</param>
    /// <param name="intercept">The intercept.</param>
    public static byte[] Write(IReadOnlyList<double> weights, double intercept)
    {
        float[] positive = [.. weights.Select(weight => (float)weight)];
        float[] negative = [.. positive.Select(weight => -weight)];
        OnnxNode classifier = new OnnxNode("LinearClassifier", OnnxGraph.MachineLearning, ["input"], ["label", "probabilities"])
            .With("classlabels_ints", [0L, 1L])
            .With("coefficients", [.. negative, .. positive])
            .With("intercepts", [(float)-intercept, (float)intercept])
            .With("multi_class", 0L)
            .With("post_transform", "LOGISTIC");

        return new OnnxGraph("logistic_regression")
            .Input("input", OnnxElement.Float, OnnxGraph.Free, weights.Count)
            .Node(classifier)
            .Output("label", OnnxElement.Int64, OnnxGraph.Free)
            .Output("probabilities", OnnxElement.Float, OnnxGraph.Free, 2)
            .ToArray();
    }
}
