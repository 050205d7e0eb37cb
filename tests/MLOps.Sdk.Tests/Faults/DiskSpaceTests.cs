using System.Diagnostics;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Faults;

public sealed class DiskSpaceTests
{
    [MountedFact]
    public async Task A_full_disk_costs_no_call_and_recording_goes_on_by_itself_when_there_is_space()
    {
        using var disk = new SmallFileSystem("4m");
        string ballast = Path.Combine(disk.Path, "other files");
        using var app = new App(Path.Combine(disk.Path, "store"), options: options =>
        {
            options.Recording.Lanes = 1;
            options.Recording.LaneBytes = 1 << 18;
            options.Recording.MaximumPayloadBytes = 1 << 10;
        });
        await File.WriteAllBytesAsync(ballast, new byte[2 << 20]);
        int calls = 0;
        while (app.Ops.Pump.LastStoreError?.Contains("The disk is full", StringComparison.Ordinal) != true)
            calls = await PredictAsync(app, calls);
        for (int more = 0; more < 20; more++)
            calls = await PredictAsync(app, calls);

        RecordingCounts full = app.Ops.Counts;
        Assert.Equal((calls, true, true), ((int)full.Calls, full.Pending > 0, full.Lost[LossReason.ChannelFull] > 0));
        Assert.Equal(full.Calls, full.Durable + full.Pending + full.LostTotal);

        long start = Stopwatch.GetTimestamp();
        File.Delete(ballast);
        await app.FlushAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, (await app.CheckBooksAsync(calls)).Pending);
    }

    [MountedFact]
    public async Task A_store_on_a_read_only_file_system_is_refused_at_start_with_its_path_and_the_way_out()
    {
        using var disk = new SmallFileSystem("64m");
        using (var app = new App(Path.Combine(disk.Path, "store")))
            await app.PredictAsync(10);
        string store = Path.Combine(disk.MountReadOnly(), "store");

        StoreException refusal = Assert.Throws<StoreException>(() => new App(store));

        Assert.Contains(store, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Give the process write access", refusal.Message, StringComparison.Ordinal);
        using var again = new App(Path.Combine(disk.Path, "store"));
        Assert.Equal(10, (await again.Log.StatusAsync()).Rows);
    }

    private static async Task<int> PredictAsync(App app, int calls)
    {
        await app.PredictAsync(500, calls);
        return calls + 500;
    }
}
