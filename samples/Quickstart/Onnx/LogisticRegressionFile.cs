namespace Quickstart.Onnx;

/// <summary>Writes a binary logistic regression as an .onnx file, in the form in which skl2onnx writes one without ZipMap.</summary>
/// <remarks>Outputs "label" int64 [n] (1 when P > 0.5) and "probabilities" float [n,2].</remarks>
internal static class LogisticRegressionFile
{
    /// <summary>The file of P(class 1) = 1 / (1 + exp(-(intercept + weights · x))); input "input" float [n,k].</summary>
    /// <param name="weights">A weight for each feature, in the order in which the features are declared.</param>
    /// <param name="intercept">The intercept.</param>
    public static byte[] Write(IReadOnlyList<double> weights, double intercept) =>
        WithOutputs(new OnnxGraph("logistic_regression")
            .Input("input", OnnxElement.Float, OnnxGraph.Free, weights.Count)
            .Node(Classifier("input", weights, intercept)));

    /// <summary>The same with a category beside the numbers; inputs "numbers" float [n,k] and "category" string [n,1].</summary>
    /// <param name="weights">A weight for each number.</param>
    /// <param name="categories">The categories of the training; any other adds nothing to the logit.</param>
    /// <param name="categoryWeights">A weight for each category.</param>
    /// <param name="intercept">The intercept.</param>
    public static byte[] Write(
        IReadOnlyList<double> weights, IReadOnlyList<string> categories, IReadOnlyList<double> categoryWeights, double intercept) =>
        WithOutputs(new OnnxGraph("logistic_regression")
            .Input("numbers", OnnxElement.Float, OnnxGraph.Free, weights.Count)
            .Input("category", OnnxElement.Text, OnnxGraph.Free, 1)
            .Node(new OnnxNode("OneHotEncoder", OnnxGraph.MachineLearning, ["category"], ["one_hot"]).With("cats_strings", categories).With("zeros", 1L))
            .Node(new OnnxNode("Flatten", "", ["one_hot"], ["one_hot_columns"]).With("axis", 1L))
            .Node(new OnnxNode("Concat", "", ["numbers", "one_hot_columns"], ["columns"]).With("axis", 1L))
            .Node(Classifier("columns", [.. weights, .. categoryWeights], intercept)));

    private static OnnxNode Classifier(string input, IReadOnlyList<double> weights, double intercept)
    {
        float[] positive = [.. weights.Select(weight => (float)weight)];
        float[] negative = [.. positive.Select(weight => -weight)];
        return new OnnxNode("LinearClassifier", OnnxGraph.MachineLearning, [input], ["label", "probabilities"])
            .With("classlabels_ints", [0L, 1L])
            .With("coefficients", [.. negative, .. positive])
            .With("intercepts", [(float)-intercept, (float)intercept])
            .With("multi_class", 0L)
            .With("post_transform", "LOGISTIC");
    }

    private static byte[] WithOutputs(OnnxGraph graph) => graph
        .Output("label", OnnxElement.Int64, OnnxGraph.Free)
        .Output("probabilities", OnnxElement.Float, OnnxGraph.Free, 2)
        .ToArray();
}
