using MLOps.Sdk.OnnxRuntime.Tests.Support;
using MLOps.Sdk.Serving;
using Quickstart.Onnx;

namespace MLOps.Sdk.OnnxRuntime.Tests.Outputs;

public sealed class OutputTests
{
    private static readonly double[] Likely = [3, 0.25];
    private static readonly double[] Unlikely = [-1, 2];

    [Fact]
    public async Task A_binary_classifier_gives_the_probability_of_class_1()
    {
        Assert.Equal(Graphs.LogisticOf(3, 0.25), await Predict<double>(Graphs.Logistic, Likely), 1e-6);
        Assert.Equal(Graphs.LogisticOf(-1, 2), await Predict<float>(Graphs.Logistic, Unlikely), 1e-6);
    }

    [Fact]
    public async Task A_binary_classifier_gives_all_probabilities()
    {
        float[] probabilities = await Predict<float[]>(Graphs.Logistic, Likely);

        Assert.Equal(1, probabilities[0] + probabilities[1], 1e-6);
        Assert.Equal(probabilities.Select(p => (double)p), await Predict<double[]>(Graphs.Logistic, Likely));
    }

    [Fact]
    public async Task A_label_reads_as_any_type_that_can_hold_it()
    {
        Assert.Equal(1, await Predict<long>(Graphs.Logistic, Likely));
        Assert.Equal(0, await Predict<int>(Graphs.Logistic, Unlikely));
        Assert.True(await Predict<bool>(Graphs.Logistic, Likely));
        Assert.False(await Predict<bool>(Graphs.Logistic, Unlikely));
        Assert.Equal("1", await Predict<string>(Graphs.Logistic, Likely));
    }

    [Fact]
    public async Task A_classification_holds_label_and_probabilities()
    {
        Classification binary = await Predict<Classification>(Graphs.Logistic, Likely);
        Classification three = await Predict<Classification>(Graphs.ThreeClasses, [0, 2, 1]);

        Assert.Equal(("1", 1L), (binary.Label, binary.LabelNumber));
        Assert.Equal(Graphs.LogisticOf(3, 0.25), binary.Probability, 1e-6);
        Assert.Equal(("green", null), (three.Label, three.LabelNumber));
        Assert.Equal(3, three.Probabilities.Length);
        Assert.Equal(Math.E * Math.E / (1 + Math.E + (Math.E * Math.E)), three.Probability, 1e-6);
    }

    [Fact]
    public async Task Labels_are_texts_where_the_model_names_its_classes()
    {
        byte[] model = Graphs.ThreeClasses;
        using var predictor = new OnnxPredictor<FeatureVector, string>(OnnxModel.Load(model), null);
        FeatureVector[] rows = [new[] { 1d, 0, 0 }, new[] { 0d, 0, 1 }, new[] { 0d, 1, 0 }];
        var batch = new Prediction<string>[3];

        await predictor.PredictBatchAsync(rows, batch);

        Assert.Equal(["red", "blue", "green"], batch.Select(p => p.Value));
        Assert.Equal("blue", (string)await predictor.PredictAsync(rows[1]));
    }

    [Fact]
    public void Three_probabilities_are_not_one_number() => Refused<float>(
        Graphs.ThreeClasses, null, "has 3 values per row", "OutputColumn", "float[]");

    [Fact]
    public async Task The_column_of_a_number_can_be_said()
    {
        float[] all = await Predict<float[]>(Graphs.ThreeClasses, [0, 2, 1]);

        Assert.Equal(all[2], await Predict<float>(Graphs.ThreeClasses, [0, 2, 1], new() { OutputColumn = 2 }));
        Refused<float>(Graphs.ThreeClasses, new() { OutputColumn = 3 }, "OutputColumn is 3", "columns 0 to 2");
    }

    [Fact]
    public async Task The_output_can_be_said_by_name()
    {
        Assert.Equal(1, await Predict<double>(Graphs.Logistic, Likely, new() { Output = "label" }));
        Refused<double>(Graphs.Logistic, new() { Output = "score" }, "no output 'score'", "label: Int64 [n], probabilities: Float [n,2]");
        Refused<long>(Graphs.Logistic, new() { Output = "probabilities" }, "output 'probabilities' (Float [n,2]) does not hold Int64 or Int32");
    }

    [Fact]
    public void Two_outputs_of_numbers_without_a_telling_name_are_not_guessed_between()
    {
        byte[] model = new OnnxGraph("two")
            .Input("input", OnnxElement.Float, OnnxGraph.Free, 1)
            .Node("Identity", ["input"], "mean").Node("Neg", ["input"], "spread")
            .Output("mean", OnnxElement.Float, OnnxGraph.Free, 1).Output("spread", OnnxElement.Float, OnnxGraph.Free, 1)
            .ToArray();

        Refused<float>(model, null, "2 outputs hold Float or Double", "mean: Float [n,1], spread: Float [n,1]", "OnnxRuntimeOptions.Output");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    public async Task The_classes_of_an_outlier_detector_are_truth_values(double label, bool truth) =>
        Assert.Equal(truth, await Predict<bool>(Graphs.Echo(OnnxElement.Int64, [OnnxGraph.Free, 1]), [label]));

    [Fact]
    public async Task A_label_that_the_type_cannot_hold_is_an_error_and_not_another_label()
    {
        byte[] echo = Graphs.Echo(OnnxElement.Int64, [OnnxGraph.Free, 1]);

        Assert.Contains("class 2", (await Assert.ThrowsAsync<OnnxRuntimeException>(() => Predict<bool>(echo, [2]))).Message, StringComparison.Ordinal);
        Assert.Contains("4294967296", (await Assert.ThrowsAsync<OnnxRuntimeException>(() => Predict<int>(echo, [4294967296]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zipmap_has_a_label_and_no_probabilities()
    {
        Refused<float>(Graphs.ZipMap, null, "'output_probability' is a Sequence of maps", "'zipmap': False", "TOutput = long");
        Refused<double[]>(Graphs.ZipMap, null, "ZipMap");
        Refused<Classification>(Graphs.ZipMap, null, "ZipMap");
        Refused<float>(Graphs.ZipMap, new() { Output = "output_probability" }, "ZipMap");
    }

    [Fact]
    public async Task The_label_of_a_zipmap_model_can_be_read()
    {
        Assert.Equal(1, await Predict<long>(Graphs.ZipMap, [3, 1]));
        Assert.Equal("0", await Predict<string>(Graphs.ZipMap, [1, 3]));
        Assert.True(await Predict<bool>(Graphs.ZipMap, [3, 1]));
    }

    [Fact]
    public void A_type_that_no_model_predicts_is_refused_with_those_that_can_be() => Refused<DateTime>(
        Graphs.Logistic, null, "System.DateTime", "float, double, float[], double[], long, int, bool, string or Classification");

    [Fact]
    public void A_regression_has_no_label() => Refused<long>(
        Graphs.Sum(OnnxElement.Float, OnnxGraph.Free, 1), null, "no output is a label", "total: Float [n,1]", "TOutput = string, float or double");

    [Fact]
    public async Task Outputs_of_another_shape_than_declared_are_read_as_they_are()
    {
        using var predictor = new OnnxPredictor<FeatureVector, float[]>(OnnxModel.Load(Graphs.MisdeclaredOutput), null);
        FeatureVector[] rows = [new[] { 3d, 1 }, new[] { 1d, 3 }];
        var batch = new Prediction<float[]>[2];

        await predictor.PredictBatchAsync(rows, batch);

        for (int i = 0; i < 5; i++)
            Assert.Equal(batch[0].Value, (float[])await predictor.PredictAsync(rows[0]));
        Assert.Equal(2, batch[1].Value.Length);
        Assert.Equal(batch[0].Value[0], batch[1].Value[1]);
    }

    [Fact]
    public async Task An_output_of_unknown_width_is_read()
    {
        byte[] model = Graphs.Echo(OnnxElement.Float, [OnnxGraph.Free, OnnxGraph.Free], name: "probabilities");
        using var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(model), TestFeatures.Vector("a", "b"));

        Assert.Equal(0.75f, (float)await predictor.PredictAsync(new[] { 0.25, 0.75 }));
    }

    [Fact]
    public async Task An_output_that_is_not_a_row_for_each_row_is_refused()
    {
        byte[] model = new OnnxGraph("sum")
            .Input("input", OnnxElement.Float, OnnxGraph.Free, 2)
            .Node(new OnnxNode("ReduceSum", "", ["input"], ["total"]).With("keepdims", 0L))
            .Output("total", OnnxElement.Float)
            .ToArray();
        using var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(model), null);
        FeatureVector[] rows = [new[] { 3d, 1 }, new[] { 1d, 3 }];

        OnnxRuntimeException fault = await Assert.ThrowsAsync<OnnxRuntimeException>(async () => await predictor.PredictBatchAsync(rows, new Prediction<float>[2]));

        Assert.Contains("1 values for 2 rows", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<TOutput> Predict<TOutput>(byte[] model, double[] features, OnnxRuntimeOptions? options = null)
    {
        using var predictor = new OnnxPredictor<FeatureVector, TOutput>(OnnxModel.Load(model), null, options);
        return await predictor.PredictAsync(features);
    }

    private static void Refused<TOutput>(byte[] bytes, OnnxRuntimeOptions? options, params string[] parts)
    {
        using OnnxModel model = OnnxModel.Load(bytes);
        ModelLoadException fault = Assert.Throws<ModelLoadException>(() => new OnnxPredictor<FeatureVector, TOutput>(model, OnnxFeatures.FromModel(model, "scores"), options));
        Assert.StartsWith("Model 'scores': ", fault.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }
}
