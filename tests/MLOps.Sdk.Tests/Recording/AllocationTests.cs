namespace MLOps.Sdk.Tests.Recording;

public sealed class AllocationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_recorded_call_allocates_nothing_on_the_callers_thread()
    {
        using var recorder = new Recorder(_directory.Path);
        var model = recorder.Serve(input => input[0]);
        double[] input = [1, 2];
        Predict(model, input, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Predict(model, input, 1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1_100, recorder.Channel.Count().Pending);
    }

    private static void Predict(IPredictor<double[], double> model, double[] input, int calls)
    {
        for (int i = 0; i < calls; i++)
            Assert.True(model.PredictAsync(input).IsCompletedSuccessfully);
    }
}
