using MLOps.Sdk.OnnxRuntime.Tests.Support;
using Quickstart.Onnx;
using static MLOps.Sdk.OnnxRuntime.Tests.Support.TestFeatures;

namespace MLOps.Sdk.OnnxRuntime.Tests.Inputs;

public sealed class InputTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(17)]
    public async Task A_table_takes_the_features_in_their_declared_order(int features)
    {
        byte[] echo = Graphs.Echo(OnnxElement.Float, [OnnxGraph.Free, features]);
        using var predictor = new OnnxPredictor<FeatureVector, float[]>(OnnxModel.Load(echo), null);
        double[] values = [.. Enumerable.Range(0, features).Select(i => i + 0.1)];

        float[] echoed = await predictor.PredictAsync(values);

        Assert.Equal(values.Select(v => (float)v), echoed);
    }

    [Theory]
    [InlineData(OnnxElement.Float)]
    [InlineData(OnnxElement.Double)]
    public async Task Missing_and_infinite_numbers_reach_the_model(object element)
    {
        byte[] echo = Graphs.Echo((OnnxElement)element, [OnnxGraph.Free, 3]);
        using var predictor = new OnnxPredictor<FeatureVector, double[]>(OnnxModel.Load(echo), null);

        double[] echoed = await predictor.PredictAsync(new[] { double.NaN, double.PositiveInfinity, -0.5 });

        Assert.Equal([double.NaN, double.PositiveInfinity, -0.5], echoed);
    }

    [Fact]
    public async Task Doubles_reach_a_double_input_unrounded()
    {
        byte[] echo = Graphs.Echo(OnnxElement.Double, [OnnxGraph.Free, 2]);
        using var predictor = new OnnxPredictor<FeatureVector, double[]>(OnnxModel.Load(echo), null);

        double[] echoed = await predictor.PredictAsync(new[] { 0.1, Math.PI });

        Assert.Equal([0.1, Math.PI], echoed);
    }

    [Theory]
    [InlineData(OnnxElement.Float)]
    [InlineData(OnnxElement.Double)]
    [InlineData(OnnxElement.Int64)]
    public async Task Inputs_of_their_own_take_the_features_of_their_names(object element)
    {
        // The model's inputs are amount and hour; the features are declared the other way round.
        using var predictor = new OnnxPredictor<FeatureVector, double>(
            OnnxModel.Load(Weighted((OnnxElement)element)), TestFeatures.Vector("hour", "amount"));

        Assert.Equal((10 * 7) + 3, (double)await predictor.PredictAsync(new[] { 3d, 7d }));
    }

    [Theory]
    [InlineData(new long[] { OnnxGraph.Free })]
    [InlineData(new long[] { OnnxGraph.Free, 1 })]
    [InlineData(new long[] { 1, 1 })]
    [InlineData(new long[] { 1 })]
    public async Task Inputs_of_one_value_may_have_any_shape_of_one(long[] shape)
    {
        using var predictor = new OnnxPredictor<Payment, float>(OnnxModel.Load(Graphs.Sum(OnnxElement.Float, shape)), PaymentNumbers);
        Payment[] payments = [new(1, 2, null), new(3, 4, null), new(5, 6, null)];
        var batch = new Prediction<float>[3];

        await predictor.PredictBatchAsync(payments, batch);

        Assert.Equal([3f, 7f, 11f], batch.Select(p => p.Value));
        Assert.Equal(7f, (float)await predictor.PredictAsync(payments[1]));
    }

    [Fact]
    public async Task A_vector_without_a_row_dimension_is_one_row()
    {
        using var predictor = new OnnxPredictor<FeatureVector, float[]>(OnnxModel.Load(Graphs.Echo(OnnxElement.Float, [3])), null);
        FeatureVector[] rows = [new[] { 1d, 2, 3 }, new[] { 4d, 5, 6 }];
        var batch = new Prediction<float[]>[2];

        await predictor.PredictBatchAsync(rows, batch);

        Assert.Equal([1f, 2, 3], batch[0].Value);
        Assert.Equal([4f, 5, 6], batch[1].Value);
    }

    [Theory]
    [InlineData("shop", 1)]
    [InlineData("größe", 2)]
    [InlineData(null, 0)]
    [InlineData("unseen", -7)]
    public async Task Categories_reach_a_text_input(string? merchant, long code)
    {
        var features = new MLOps.Sdk.Features.FeatureSet<Payment>(
            new("payments", [("merchant", Recording.FeatureKind.Categorical)]), null, [payment => payment.Merchant]);
        using var predictor = new OnnxPredictor<Payment, long>(OnnxModel.Load(Graphs.IsShop), features);

        Assert.Equal(code, (long)await predictor.PredictAsync(new Payment(0, 0, merchant)));
    }

    [Fact]
    public async Task Texts_longer_than_any_before_reach_the_model()
    {
        using var predictor = new OnnxPredictor<Payment, string>(OnnxModel.Load(Graphs.Echo(OnnxElement.Text, [OnnxGraph.Free, 1])), OneText);
        string longer = new('ß', 5000);

        Assert.Equal("short", (string)await predictor.PredictAsync(new Payment(0, 0, "short")));
        Assert.Equal(longer, (string)await predictor.PredictAsync(new Payment(0, 0, longer)));
        Assert.Equal("", (string)await predictor.PredictAsync(new Payment(0, 0, "")));
    }

    [Fact]
    public async Task A_zero_character_in_a_category_is_refused_by_name()
    {
        using var predictor = new OnnxPredictor<Payment, string>(OnnxModel.Load(Graphs.Echo(OnnxElement.Text, [OnnxGraph.Free, 1])), OneText);

        OnnxInputException fault = await Assert.ThrowsAsync<OnnxInputException>(async () => await predictor.PredictAsync(new Payment(0, 0, "a\0b")));

        Assert.Contains("'merchant'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_numbers_beside_a_table_of_texts_takes_each_kind()
    {
        byte[] model = new OnnxGraph("mixed")
            .Input("numbers", OnnxElement.Float, OnnxGraph.Free, 2)
            .Input("texts", OnnxElement.Text, OnnxGraph.Free, 1)
            .Node("Identity", ["numbers"], "values")
            .Node("Identity", ["texts"], "label")
            .Output("values", OnnxElement.Float, OnnxGraph.Free, 2)
            .Output("label", OnnxElement.Text, OnnxGraph.Free, 1)
            .ToArray();
        using var predictor = new OnnxPredictor<Payment, Classification>(OnnxModel.Load(model), PaymentMixed);

        Classification echoed = await predictor.PredictAsync(new Payment(5, 6, "shop"));

        Assert.Equal("shop", echoed.Label);
        Assert.Equal([5f, 6f], echoed.Probabilities.ToArray());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.5)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public async Task What_is_not_an_integer_is_refused_by_an_integer_input_by_name(double value)
    {
        using var predictor = new OnnxPredictor<Payment, double>(OnnxModel.Load(Graphs.Sum(OnnxElement.Int64, OnnxGraph.Free, 1)), PaymentNumbers);

        OnnxInputException fault = await Assert.ThrowsAsync<OnnxInputException>(async () => await predictor.PredictAsync(new Payment(1, value, null)));

        Assert.Contains("'hour'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(5, (double)await predictor.PredictAsync(new Payment(2, 3, null)));
    }

    [Fact]
    public async Task A_vector_of_another_length_is_refused_with_both_lengths()
    {
        using var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(Graphs.Logistic), null);

        OnnxInputException fault = await Assert.ThrowsAsync<OnnxInputException>(async () => await predictor.PredictAsync(new[] { 1d, 2, 3 }));

        Assert.Contains("has 3 values and model 'model' takes 2: f0, f1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_that_nobody_declared_are_named_by_the_model()
    {
        using OnnxModel table = OnnxModel.Load(Graphs.Logistic);
        using OnnxModel own = OnnxModel.Load(Graphs.Sum(OnnxElement.Float, OnnxGraph.Free, 1));

        Assert.Equal(["f0", "f1"], OnnxFeatures.FromModel(table, "m").Schema.Features.Select(f => f.Name));
        Assert.Equal(["amount", "hour"], OnnxFeatures.FromModel(own, "m").Schema.Features.Select(f => f.Name));
        Assert.Equal("m", OnnxFeatures.FromModel(own, "m").Schema.Name);
    }

    private static MLOps.Sdk.Features.FeatureSet<Payment> OneText { get; } = new(
        new("payments", [("merchant", Recording.FeatureKind.Categorical)]), null, [payment => payment.Merchant]);

    /// <summary>Ten times amount, and hour.</summary>
    private static byte[] Weighted(OnnxElement element)
    {
        OnnxGraph graph = new OnnxGraph("weighted").Input("amount", element, OnnxGraph.Free, 1).Input("hour", element, OnnxGraph.Free, 1);
        _ = element switch
        {
            OnnxElement.Float => graph.Constant("ten", [1], [10f]),
            OnnxElement.Double => graph.Constant("ten", [1], [10d]),
            _ => graph.Constant("ten", [1], [10L]),
        };
        return graph.Node("Mul", ["amount", "ten"], "tens").Node("Add", ["tens", "hour"], "total").Output("total", element, OnnxGraph.Free, 1).ToArray();
    }
}
