using MLOps.Sdk.Features;
using MLOps.Sdk.OnnxRuntime.Tests.Support;
using MLOps.Sdk.Serving;
using Quickstart.Onnx;
using static MLOps.Sdk.OnnxRuntime.Tests.Support.TestFeatures;

namespace MLOps.Sdk.OnnxRuntime.Tests.Inputs;

public sealed class MisfitTests
{
    [Fact]
    public void A_wrong_number_of_features_names_both_numbers() => Refused(
        Graphs.Logistic, TestFeatures.Vector("a", "b", "c"), "takes 2 values per row", "3 features are declared", "a, b, c");

    [Fact]
    public void Unmatched_names_are_listed_from_both_sides() => Refused(
        Graphs.Sum(OnnxElement.Float, OnnxGraph.Free, 1), TestFeatures.Vector("amount", "day"), "No feature is declared for: hour", "No input is named: day");

    [Fact]
    public void A_category_for_an_input_of_numbers_is_named() => Refused(
        Graphs.Logistic, PaymentTexts, "feature 'merchant' is a category and input 'input' takes Float");

    [Fact]
    public void A_number_for_an_input_of_texts_is_named() => Refused(
        Graphs.Echo(OnnxElement.Text, [OnnxGraph.Free, 2]), PaymentNumbers, "feature 'amount' is a number and input 'input' takes text");

    [Fact]
    public void An_input_type_that_cannot_be_given_is_named_with_those_that_can() => Refused(
        Graphs.Echo(OnnxElement.Float16, [OnnxGraph.Free, 2]), PaymentNumbers, "takes Float16", "Float, Double, Int64 and String");

    [Fact]
    public void A_fixed_number_of_rows_is_refused_with_the_way_out() => Refused(
        Graphs.Echo(OnnxElement.Float, [8, 2]), PaymentNumbers, "takes exactly 8 rows", "dynamic batch axis");

    [Fact]
    public void An_image_is_not_a_table_of_features() => Refused(
        Graphs.Echo(OnnxElement.Float, [OnnxGraph.Free, 3, 4, 4]), PaymentNumbers, "not a table of features", "[n,3,4,4]");

    [Fact]
    public void A_model_that_leaves_the_number_of_features_free_wants_them_declared()
    {
        byte[] echo = Graphs.Echo(OnnxElement.Float, [OnnxGraph.Free, OnnxGraph.Free]);
        using OnnxModel model = OnnxModel.Load(echo);

        ModelLoadException fault = Assert.Throws<ModelLoadException>(() => OnnxFeatures.FromModel(model, "m"));

        Assert.Contains("does not say how many features it takes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feature_vector_cannot_hold_texts()
    {
        using OnnxModel model = OnnxModel.Load(Graphs.IsShop);

        Assert.Contains("category 'input'", Assert.Throws<ModelLoadException>(() => OnnxFeatures.FromModel(model, "m")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_of_a_type_of_their_own_need_declared_features()
    {
        using OnnxModel model = OnnxModel.Load(Graphs.Logistic);

        Assert.Throws<ArgumentNullException>(() => new OnnxPredictor<Payment, float>(model, null));
    }

    private static void Refused<TInput>(byte[] bytes, FeatureSet<TInput> features, params string[] parts)
    {
        using OnnxModel model = OnnxModel.Load(bytes);
        ModelLoadException fault = Assert.Throws<ModelLoadException>(() => new OnnxPredictor<TInput, float>(model, features));
        Assert.Contains($"Model '{features.Schema.Name}'", fault.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }
}
