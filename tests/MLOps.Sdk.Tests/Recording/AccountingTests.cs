using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Tests.Recording;

public sealed class AccountingTests : IDisposable
{
    private static readonly RecordingOptions Small = new() { LaneBytes = 16 * 1024, Lanes = 1, MaximumPayloadBytes = 1024, CommitInterval = TimeSpan.FromMilliseconds(1), ShutdownTimeout = TimeSpan.Zero };

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Calls_are_durable_pending_or_lost_and_nothing_else()
    {
        using var recorder = new Recorder(_directory.Path, Small);
        var model = recorder.Serve(_ => 1);
        for (int i = 0; i < 1_000; i++)
            await model.PredictAsync([i, i]);

        RecordingCounts full = recorder.Channel.Count();
        Assert.Equal(1_000, full.Calls);
        Assert.Equal(0, full.Durable);
        Assert.Equal(1_000 - full.Pending, full.Lost[LossReason.ChannelFull]);
        Assert.InRange(full.Pending, 16 * 1024 / 96, 16 * 1024 / 64);

        recorder.Pump.Start();
        await recorder.FlushAsync();
        RecordingCounts drained = recorder.Channel.Count();
        Assert.Equal((1_000L, full.Pending, 0L), (drained.Calls, drained.Durable, drained.Pending));
        Assert.Equal(full.Pending, recorder.Store.Rows.Count);
    }

    [Fact]
    public async Task A_store_that_is_away_delays_predictions_and_loses_none()
    {
        using var recorder = new Recorder(_directory.Path);
        recorder.Store.IsAway = true;
        var model = recorder.Serve(_ => 1);
        recorder.Pump.Start();
        for (int i = 0; i < 500; i++)
            await model.PredictAsync([i, i]);

        Task flush = recorder.FlushAsync();
        Assert.Equal((500L, 0L, 500L), (recorder.Channel.Count().Calls, recorder.Channel.Count().Durable, recorder.Channel.Count().Pending));
        recorder.Store.IsAway = false;
        await flush;

        Assert.Equal((500L, 500L, 0L), (recorder.Channel.Count().Calls, recorder.Channel.Count().Durable, recorder.Channel.Count().Pending));
        Assert.Equal(500, recorder.Store.Rows.Count);
    }

    [Fact]
    public async Task A_poison_record_costs_only_itself()
    {
        using var recorder = new Recorder(_directory.Path);
        var model = recorder.Serve(_ => 1);
        var ids = new List<PredictionId>();
        for (int i = 0; i < 1_000; i++)
            ids.Add((await model.PredictAsync([i, i])).Id);
        recorder.Store.AppendFault = id => id == ids[500] ? new InvalidDataException("poison") : null;
        recorder.Pump.Start();

        await recorder.FlushAsync();

        RecordingCounts counts = recorder.Channel.Count();
        Assert.Equal((1_000L, 999L, 0L, 1L), (counts.Calls, counts.Durable, counts.Pending, counts.Lost[LossReason.Poison]));
        Assert.Equal(ids.Where(id => id != ids[500]).Order(), recorder.Store.Rows.Select(row => row.Id).Order());
    }

    [Fact]
    public async Task Calls_after_the_stop_are_answered_and_counted_as_stopped()
    {
        var recorder = new Recorder(_directory.Path);
        var model = recorder.Serve(input => input[0]);
        recorder.Pump.Start();
        Prediction<double> early = await model.PredictAsync([1, 1]);
        recorder.Dispose();

        Prediction<double> late = await model.PredictAsync([2, 2]);

        Assert.Equal(2, late.Value);
        Assert.False(late.Id.IsRecorded);
        late.RecordAction("allow");
        Assert.False(await recorder.Annotator.RecordAsync(early.Id, positive: true));
        Assert.Equal(1, recorder.Channel.AnnotationsLost);
        RecordingCounts counts = recorder.Channel.Count();
        Assert.Equal((2L, 1L, 0L, 1L), (counts.Calls, counts.Durable, counts.Pending, counts.Lost[LossReason.Stopped]));
    }

    [Fact]
    public async Task Concurrent_callers_are_counted_to_the_unit_and_their_order_is_kept()
    {
        const int Threads = 4, Calls = 20_000;
        using var recorder = new Recorder(_directory.Path, new RecordingOptions { LaneBytes = 64 * 1024, Lanes = 4, MaximumPayloadBytes = 1024, CommitInterval = TimeSpan.FromMilliseconds(1) });
        var model = recorder.Serve(_ => 1);
        recorder.Pump.Start();

        Task[] callers = [.. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (int call = 0; call < Calls; call++)
                    Assert.True(model.PredictAsync([thread, call]).IsCompletedSuccessfully);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        while (!Task.WhenAll(callers).IsCompleted)
        {
            RecordingCounts running = recorder.Channel.Count();
            Assert.Equal(running.Calls, running.Durable + running.Pending + running.LostTotal);
        }

        await Task.WhenAll(callers);
        await recorder.FlushAsync();

        RecordingCounts counts = recorder.Channel.Count();
        Assert.Equal(Threads * Calls, counts.Calls);
        Assert.Equal(Threads * Calls, counts.Durable + counts.LostTotal);
        Assert.Equal(counts.Durable, recorder.Store.Rows.Count);
        foreach (IGrouping<double, StoredRow> thread in recorder.Store.Rows.GroupBy(row => row.Numbers[0]))
            Assert.Equal(thread.Select(row => row.Numbers[1]).Order(), thread.Select(row => row.Numbers[1]));
    }

    [Fact]
    public void A_record_larger_than_the_channel_takes_is_lost_as_too_large()
    {
        using var recorder = new Recorder(_directory.Path, Small);
        var model = recorder.Serve(Recorder.Numbers("wide", 1_000), new Sdk.Serving.DelegatePredictor<double[], double>(_ => 1));

        Assert.True(model.PredictAsync(new double[1_000]).IsCompletedSuccessfully);

        Assert.Equal(1, recorder.Channel.Count().Lost[LossReason.TooLarge]);
    }
}
