using MLOps.Sdk.Features;
using MLOps.Sdk.OnnxRuntime.Tests.Support;
using Quickstart.Onnx;
using static MLOps.Sdk.OnnxRuntime.Tests.Support.TestFeatures;

namespace MLOps.Sdk.OnnxRuntime.Tests.Calls;

public sealed class AllocationTests
{
    private const int Calls = 500;
    private static readonly FeatureVector Row = new[] { 1d, 2 };

    [Fact]
    public void A_probability_costs_no_allocation() => AllocatesNothing<FeatureVector, float>(Graphs.Logistic, null, Row);

    [Fact]
    public void A_label_costs_no_allocation() => AllocatesNothing<FeatureVector, long>(Graphs.Logistic, null, Row);

    [Fact]
    public void A_label_as_text_costs_no_allocation() => AllocatesNothing<FeatureVector, string>(Graphs.Logistic, null, Row);

    [Fact]
    public void A_class_name_costs_no_allocation() => AllocatesNothing<FeatureVector, string>(Graphs.ThreeClasses, null, new double[] { 1, 0, 0 });

    [Fact]
    public void A_typed_input_over_many_inputs_costs_no_allocation() => AllocatesNothing<Payment, double>(
        Graphs.Sum(OnnxElement.Double, OnnxGraph.Free, 1), PaymentNumbers, new Payment(1, 2, null));

    [Fact]
    public void A_category_costs_no_allocation() => AllocatesNothing<Payment, long>(
        Graphs.IsShop, new FeatureSet<Payment>(new("m", [("merchant", Recording.FeatureKind.Categorical)]), null, [p => p.Merchant]), new Payment(1, 2, "shop"));

    [Fact]
    public void An_output_that_the_runtime_allocates_costs_no_allocation_of_ours() => AllocatesNothing<FeatureVector, float>(
        Graphs.Echo(OnnxElement.Float, [OnnxGraph.Free, OnnxGraph.Free], name: "probabilities"), TestFeatures.Vector("a", "b"), Row);

    [Fact]
    public void A_cancellable_call_costs_no_allocation()
    {
        using var source = new CancellationTokenSource();
        AllocatesNothing<FeatureVector, float>(Graphs.Logistic, null, Row, null, source.Token);
        AllocatesNothing<FeatureVector, float>(Graphs.Logistic, null, Row, new OnnxRuntimeOptions { CancelRunningCalls = true }, source.Token);
    }

    [Fact]
    public void A_batch_costs_no_allocation()
    {
        using var predictor = new OnnxPredictor<FeatureVector, float>(OnnxModel.Load(Graphs.Logistic), null);
        FeatureVector[] rows = [.. Enumerable.Repeat(Row, 64)];
        var predictions = new Prediction<float>[64];
        void Call() => Assert.True(IsDone(predictor.PredictBatchAsync(rows, predictions)));

        Assert.Equal(0, AllocatedBy(Call));
    }

    private static void AllocatesNothing<TInput, TOutput>(
        byte[] model, FeatureSet<TInput>? features, TInput input, OnnxRuntimeOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var predictor = new OnnxPredictor<TInput, TOutput>(OnnxModel.Load(model), features, options);
        void Call() => Assert.True(IsDone(predictor.PredictAsync(input, cancellationToken)));

        Assert.Equal(0, AllocatedBy(Call));
    }

    private static bool IsDone<T>(ValueTask<T> call) => call.IsCompletedSuccessfully;

    private static bool IsDone(ValueTask call) => call.IsCompletedSuccessfully;

    private static long AllocatedBy(Action call)
    {
        for (int i = 0; i < Calls; i++)
            call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
            call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
