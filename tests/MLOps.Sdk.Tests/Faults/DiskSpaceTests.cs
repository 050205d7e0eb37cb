using System.Diagnostics;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Privacy;
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
    public async Task Records_can_be_removed_from_a_full_disk_and_recording_goes_on_in_their_place()
    {
        using var disk = new SmallFileSystem("4m");
        const int Ballast = 1 << 20;
        using var app = new App(Path.Combine(disk.Path, "store"), options: options =>
        {
            options.BallastBytes = Ballast;
            options.Recording.BatchRows = 50; // a page is in the log many times, as after hours
            options.Recording.Lanes = 1;
            options.Recording.LaneBytes = 1 << 18;
            options.Recording.MaximumPayloadBytes = 1 << 10;
        });
        int calls = 0;
        while (app.Ops.Pump.LastStoreError?.Contains("The disk is full", StringComparison.Ordinal) != true)
            calls = await PredictAsync(app, calls);
        Assert.Equal(Ballast, (await app.Log.StatusAsync()).BallastBytes);
        long full = (await app.Log.StatusAsync()).Rows;

        RetentionReport removed = await app.Get<IPrivacyControls>().RetainAsync(
            new RetentionPolicy(TimeSpan.FromTicks(1), "operator", "the disk is full") { LegalBasis = "what the operator decided" });
        await app.FlushAsync();

        Assert.True(removed.Predictions >= full, $"{removed.Predictions} of {full} were removed.");
        Assert.Equal(0, (await app.Log.StatusAsync()).BallastBytes);
        RecordingCounts counts = app.Ops.Counts;
        Assert.Equal((calls, 0), (counts.Calls, counts.Pending));
        Assert.Equal(counts.Durable, (await app.Log.StatusAsync()).Rows + removed.Predictions);
        Assert.True((await app.Get<IAuditTrail>().VerifyAsync([])).IsValid);
    }

    [Fact]
    public async Task A_ballast_that_was_let_go_is_taken_back_when_the_disk_has_room()
    {
        using var directory = new TemporaryDirectory();
        using var app = new App(directory.Path, options: options => options.BallastBytes = 1 << 20);
        string ballast = Path.Combine(directory.Path, "modelops.ballast");
        Assert.Equal(1 << 20, new FileInfo(ballast).Length);
        File.Delete(ballast);

        for (int calls = 0; !File.Exists(ballast) && calls < 10_000; calls++)
        {
            await app.PredictAsync(1, calls);
            await app.FlushAsync();
        }

        Assert.Equal(1 << 20, (await app.Log.StatusAsync()).BallastBytes);
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
