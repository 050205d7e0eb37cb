using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Tests.Recording;

public sealed class RecordingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_prediction_is_stored_with_what_was_declared_of_its_input()
    {
        using var recorder = new Recorder(_directory.Path);
        var features = new FeatureSet<Order>(
            new ModelSchema("orders", [("amount", FeatureKind.Numeric), ("country", FeatureKind.Categorical), ("coupon", FeatureKind.Categorical)]),
            (order, values) => values[0] = order.Amount, [order => order.Country, order => order.Coupon]);
        var input = new InputCapture<Order>(features, [new("tenant", order => order.Tenant)], order => order.Customer, new TextPayloadWriter<Order>(order => order.Note), 5);
        var model = recorder.Serve(features, new DelegatePredictor<Order, double>(order => order.Amount / 100), CostModel.PerCall(0.0002m), input);
        recorder.Pump.Start();

        Prediction<double> prediction = await model.PredictAsync(new Order(80, "PT", null, "acme", "c-17", "hello world"));
        await recorder.FlushAsync();

        StoredRow row = Assert.Single(recorder.Store.Rows);
        Assert.Equal(prediction.Id, row.Id);
        Assert.Equal(0.8, prediction.Value);
        Assert.Equal(0.0002m, prediction.Cost);
        Assert.Equal(("orders", "1", PredictionStatus.Ok), (row.Model, row.Version, row.Status));
        Assert.Equal([80.0], row.Numbers);
        Assert.Equal<string?[]>(["PT", null], row.Categories);
        Assert.Equal<string?[]>(["tenant", "acme"], row.Tags);
        Assert.Equal("c-17", row.Subject);
        Assert.Equal(("hello", true), (row.RawInput, row.Truncated));
        Assert.Equal(0.8, row.Output);
        Assert.Equal(200_000_000, row.Cost);
    }

    [Fact]
    public async Task The_record_shows_the_input_as_it_was_before_the_model_changed_it()
    {
        using var recorder = new Recorder(_directory.Path);
        var model = recorder.Serve(input => input[0] = -1);
        recorder.Pump.Start();

        await model.PredictAsync([5, 6]);
        await recorder.FlushAsync();

        Assert.Equal([5.0, 6.0], Assert.Single(recorder.Store.Rows).Numbers);
    }

    [Fact]
    public async Task The_exception_of_the_model_reaches_the_caller_untouched_and_is_recorded()
    {
        using var recorder = new Recorder(_directory.Path);
        var fault = new InvalidTimeZoneException("model");
        var model = recorder.Serve(_ => throw fault);
        recorder.Pump.Start();

        Exception caught = await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await model.PredictAsync([1, 2]));
        await recorder.FlushAsync();

        Assert.Same(fault, caught);
        StoredRow row = Assert.Single(recorder.Store.Rows);
        Assert.Equal((PredictionStatus.Failed, "System.InvalidTimeZoneException"), (row.Status, row.ErrorType));
        Assert.Equal([1.0, 2.0], row.Numbers);
    }

    [Fact]
    public async Task A_call_that_fails_or_is_cancelled_after_waiting_is_recorded_too()
    {
        using var recorder = new Recorder(_directory.Path);
        var gate = new TaskCompletionSource<double>();
        var model = recorder.Serve(Recorder.Numbers("slow", 1), new AsyncDelegatePredictor<double[], double>((_, token) => new(gate.Task.WaitAsync(token))));
        recorder.Pump.Start();
        using var cancel = new CancellationTokenSource();

        double[] input = [7];
        ValueTask<Prediction<double>> failing = model.PredictAsync(input);
        ValueTask<Prediction<double>> cancelled = model.PredictAsync([8], cancel.Token);
        input[0] = 99;
        await cancel.CancelAsync();
        OperationCanceledException cancellation = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        gate.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(async () => await failing);
        await recorder.FlushAsync();

        Assert.Equal(cancel.Token, cancellation.CancellationToken);
        Assert.Equal(PredictionStatus.Failed, recorder.Store.Rows.Single(row => row.Numbers[0] == 7).Status);
        Assert.Equal(PredictionStatus.Cancelled, recorder.Store.Rows.Single(row => row.Numbers[0] == 8).Status);
    }

    [Fact]
    public async Task A_delegate_that_cannot_read_the_input_costs_the_features_and_not_the_prediction()
    {
        using var recorder = new Recorder(_directory.Path);
        var features = new FeatureSet<double[]>(new ModelSchema("m", [("x", FeatureKind.Numeric)]), (_, _) => throw new InvalidOperationException(), []);
        var model = recorder.Serve(features, new DelegatePredictor<double[], double>(input => input[0]));
        recorder.Pump.Start();

        Assert.Equal(3, (await model.PredictAsync([3])).Value);
        await recorder.FlushAsync();

        Assert.Empty(Assert.Single(recorder.Store.Rows).Numbers);
    }

    [Fact]
    public async Task Every_row_of_a_batch_is_a_prediction_of_its_own()
    {
        using var recorder = new Recorder(_directory.Path);
        var model = recorder.Serve(input => input[0] * 10);
        recorder.Pump.Start();
        var predictions = new Prediction<double>[100];

        await model.PredictBatchAsync(Enumerable.Range(0, 100).Select(i => new double[] { i, 0 }).ToArray(), predictions);
        await recorder.FlushAsync();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => i * 10.0), predictions.Select(prediction => prediction.Value));
        Assert.Equal(predictions.Select(prediction => prediction.Id), recorder.Store.Rows.Select(row => row.Id));
        Assert.All(recorder.Store.Rows, (row, index) => Assert.Equal(index, row.Numbers[0]));
    }

    [Fact]
    public async Task Tags_of_a_scope_are_recorded_with_every_prediction_inside_it()
    {
        using var recorder = new Recorder(_directory.Path);
        var model = recorder.Serve(_ => 1);
        recorder.Pump.Start();

        using (PredictionScope.Begin("subject-1", ("tenant", "acme")))
        using (PredictionScope.Begin(tags: ("feature", "search")))
            await model.PredictAsync([1, 2]);
        await model.PredictAsync([3, 4]);
        await recorder.FlushAsync();

        Assert.Equal<string?[]>(["tenant", "acme", "feature", "search"], recorder.Store.Rows[0].Tags);
        Assert.Equal("subject-1", recorder.Store.Rows[0].Subject);
        Assert.Empty(recorder.Store.Rows[1].Tags);
    }

    private sealed record Order(double Amount, string Country, string? Coupon, string Tenant, string Customer, string Note);
}
