using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Recording;

public sealed class AbandonedRingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Another_running_process_stores_what_an_ended_one_left_and_stores_it_once()
    {
        var store = new MemoryStore();
        using var running = new Recorder(_directory.Path, store: store);
        running.Pump.Start();
        await running.Serve(_ => 2).PredictAsync([0, 0]);
        await running.FlushAsync();
        Recorder ended = await LeaveBehindAsync(300);

        Faults.App.WaitUntil(() => running.Pump.Status.Recovered == 300);

        await running.FlushAsync();
        Assert.Equal(300, store.Rows.Count(static row => row.Output == 1));
        Assert.Equal(301, store.Rows.Select(static row => row.Id).Distinct().Count());
        Assert.False(File.Exists(ended.Files.Ring.Memory.Path));
        Assert.Single(store.Events, static happened => happened.Kind == LogEvent.Stop);
    }

    [Fact]
    public async Task A_ring_that_is_left_behind_by_a_crash_of_the_machine_is_stored_and_named_as_a_gap()
    {
        Recorder ended = await LeaveBehindAsync(10, static (ref header) =>
        {
            header.Boot ^= 1;
            header.Checksum = RingHeader.ChecksumOf(header);
        });

        MemoryStore store = await StartAnotherAsync();

        Assert.Equal(10, store.Rows.Count(static row => row.Output == 1));
        LogEvent gap = Assert.Single(store.Events, static happened => happened.Kind == LogEvent.Gap);
        Assert.Contains("machineCrash", gap.Details, StringComparison.Ordinal);
        Assert.Null(gap.Count);
        Assert.False(File.Exists(ended.Files.Ring.Memory.Path));
    }

    [Fact]
    public async Task A_ring_whose_header_is_torn_is_set_aside_and_named_as_a_gap()
    {
        Recorder ended = await LeaveBehindAsync(10, static (ref header) => header.LaneCapacity *= 2);
        string ring = ended.Files.Ring.Memory.Path!;

        MemoryStore store = await StartAnotherAsync();

        Assert.DoesNotContain(store.Rows, static row => row.Output == 1);
        Assert.Contains("tornChannel", Assert.Single(store.Events, static happened => happened.Kind == LogEvent.Gap).Details, StringComparison.Ordinal);
        Assert.Equal((false, true), (File.Exists(ring), File.Exists(ring + RingDirectory.TornExtension)));
    }

    private delegate void HeaderChange(ref RingHeader header);

    /// <summary>What the operating system leaves of a process that ends: its files, and no lock.</summary>
    private async Task<Recorder> LeaveBehindAsync(int predictions, HeaderChange? change = null)
    {
        var ended = new Recorder(_directory.Path);
        var model = ended.Serve(static _ => 1);
        for (int i = 0; i < predictions; i++)
            await model.PredictAsync([i, -i]);
        change?.Invoke(ref ended.Files.Ring.Header);
        ended.Files.Dispose();
        return ended;
    }

    private async Task<MemoryStore> StartAnotherAsync()
    {
        using var next = new Recorder(_directory.Path);
        next.Pump.Start();
        await next.Serve(static _ => 2).PredictAsync([0, 0]);
        await next.FlushAsync();
        await next.FlushAsync();
        return next.Store;
    }
}
