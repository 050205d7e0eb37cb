using Quickstart.Onnx;

namespace MLOps.Sdk.OnnxRuntime.Tests.Support;

/// <summary>Small models, written by the sample's writer.</summary>
internal static class Graphs
{
    /// <summary>P(class 1) = logistic(0.5 + a - 2 b).</summary>
    public static byte[] Logistic { get; } = LogisticRegressionFile.Write([1, -2], 0.5);

    public static double LogisticOf(double a, double b) => 1 / (1 + Math.Exp(-(0.5 + a - (2 * b))));

    /// <summary>Gives back its only input.</summary>
    public static byte[] Echo(OnnxElement type, long[] input, long[]? output = null, string name = "values") => new OnnxGraph("echo")
        .Input("input", type, input)
        .Node("Identity", ["input"], name)
        .Output(name, type, output ?? input)
        .ToArray();

    /// <summary>The sum of two inputs, each of its own.</summary>
    public static byte[] Sum(OnnxElement type, params long[] shape) => new OnnxGraph("sum")
        .Input("amount", type, shape)
        .Input("hour", type, shape)
        .Node("Add", ["amount", "hour"], "total")
        .Output("total", type, shape)
        .ToArray();

    /// <summary>Labels 0 and 1 by the sign of a - b, and a ZipMap over their probabilities.</summary>
    public static byte[] ZipMap { get; } = new OnnxGraph("zipmap")
        .Input("input", OnnxElement.Float, OnnxGraph.Free, 2)
        .Node(Classifier("raw"))
        .Node(new OnnxNode("ZipMap", OnnxGraph.MachineLearning, ["raw"], ["output_probability"]).With("classlabels_int64s", [0L, 1L]))
        .Output("label", OnnxElement.Int64, OnnxGraph.Free)
        .ZipMapOutput("output_probability")
        .ToArray();

    /// <summary>Three classes with names: the greatest of three features decides, and softmax gives the probabilities.</summary>
    public static byte[] ThreeClasses { get; } = new OnnxGraph("three")
        .Input("input", OnnxElement.Float, OnnxGraph.Free, 3)
        .Node(new OnnxNode("LinearClassifier", OnnxGraph.MachineLearning, ["input"], ["label", "probabilities"])
            .With("classlabels_strings", ["red", "green", "blue"])
            .With("coefficients", [1f, 0f, 0f, 0f, 1f, 0f, 0f, 0f, 1f])
            .With("intercepts", [0f, 0f, 0f])
            .With("multi_class", 1L)
            .With("post_transform", "SOFTMAX"))
        .Output("label", OnnxElement.Text, OnnxGraph.Free)
        .Output("probabilities", OnnxElement.Float, OnnxGraph.Free, 3)
        .ToArray();

    /// <summary>The logistic model with other shapes declared for its probabilities than it gives.</summary>
    public static byte[] MisdeclaredOutput { get; } = new OnnxGraph("misdeclared")
        .Input("input", OnnxElement.Float, OnnxGraph.Free, 2)
        .Node(Classifier("probabilities"))
        .Output("label", OnnxElement.Int64, OnnxGraph.Free)
        .Output("probabilities", OnnxElement.Float, OnnxGraph.Free, 5)
        .ToArray();

    /// <summary>A float for each row of a text table: the length of a row's one-hot code at "shop".</summary>
    public static byte[] IsShop { get; } = new OnnxGraph("shop")
        .Input("input", OnnxElement.Text, OnnxGraph.Free, 1)
        .Node(new OnnxNode("LabelEncoder", OnnxGraph.MachineLearning, ["input"], ["code"])
            .With("classes_strings", ["", "shop", "größe"]).With("default_int64", -7L))
        .Output("code", OnnxElement.Int64, OnnxGraph.Free, 1)
        .ToArray();

    private static OnnxNode Classifier(string probabilities) =>
        new OnnxNode("LinearClassifier", OnnxGraph.MachineLearning, ["input"], ["label", probabilities])
            .With("classlabels_ints", [0L, 1L])
            .With("coefficients", [-1f, 1f, 1f, -1f])
            .With("intercepts", [0f, 0f])
            .With("multi_class", 0L)
            .With("post_transform", "LOGISTIC");
}
