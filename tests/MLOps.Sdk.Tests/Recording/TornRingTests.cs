using System.Runtime.InteropServices;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Recording;

/// <summary>What a crash of the machine leaves of a ring: pages as they were written last, pages as they were a turn before, and pages that never reached the disk.</summary>
public sealed class TornRingTests : IDisposable
{
    private const int PageBytes = 4096;
    private const int LaneBytes = 64 * 1024;
    private const int FrameBytes = 72; // with two numbers
    private const int Turn = LaneBytes / 2 / FrameBytes;
    private const int WrittenPages = LaneBytes / 2 / PageBytes;

    private static readonly RecordingOptions Small = new() { Lanes = 2, LaneBytes = LaneBytes, MaximumPayloadBytes = 1024, CommitInterval = TimeSpan.FromMilliseconds(1) };

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Records_whose_pages_are_of_different_ages_are_counted_as_torn_and_all_others_are_stored(int seed)
    {
        CrashedRing crashed = await CrashInSecondRoundAsync();
        var random = new Random(seed);
        int replaced = 0;
        for (int page = FirstDataPage; page < FirstDataPage + WrittenPages; page++)
        {
            bool isLastChance = replaced == 0 && page == FirstDataPage + WrittenPages - 1;
            if (random.Next(3) != 0 && !isLastChance)
                continue;
            Span<byte> place = crashed.Now.AsSpan(page * PageBytes, PageBytes);
            if (random.Next(4) == 0)
                place.Clear(); // it never reached the disk
            else
                crashed.Old.AsSpan(page * PageBytes, PageBytes).CopyTo(place);
            replaced++;
        }

        (MemoryStore store, PumpStatus status) = await TakeOverAsync(crashed);

        Assert.InRange(status.Torn, 1, replaced);
        Assert.InRange(store.Rows.Count, Turn - (replaced * ((PageBytes / FrameBytes) + 2)), Turn - (replaced * ((PageBytes / FrameBytes) - 1))); // the last page is not full
        Assert.All(store.Rows, row => Assert.Equal((crashed.Recorded[row.Id], crashed.Recorded[row.Id]), (row.Numbers[0], row.Output)));
        Assert.Contains($"\"torn\":\"{status.Torn}\"", Assert.Single(store.Events, static happened => happened.Kind == LogEvent.Gap).Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_ring_of_another_run_of_the_machine_has_nothing_torn()
    {
        CrashedRing crashed = await CrashInSecondRoundAsync();

        (MemoryStore store, PumpStatus status) = await TakeOverAsync(crashed);

        Assert.Equal((Turn, 0L, 0L), (store.Rows.Count, status.Torn, status.Poisoned));
        Assert.All(store.Rows, row => Assert.Equal(crashed.Recorded[row.Id], row.Output));
    }

    [Fact]
    public async Task Records_that_are_old_as_a_whole_are_not_stored_under_the_ids_of_newer_ones()
    {
        CrashedRing crashed = await CrashInSecondRoundAsync();
        crashed.Old.AsSpan(FirstDataPage * PageBytes, LaneBytes).CopyTo(crashed.Now.AsSpan(FirstDataPage * PageBytes));

        (MemoryStore store, PumpStatus status) = await TakeOverAsync(crashed);

        Assert.Empty(store.Rows);
        Assert.Equal(1, status.Torn);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x41)]
    [InlineData(0xff)]
    public async Task Garbage_in_place_of_a_lane_is_passed_over(byte garbage)
    {
        CrashedRing crashed = await CrashInSecondRoundAsync();
        crashed.Now.AsSpan(FirstDataPage * PageBytes, LaneBytes).Fill(garbage);
        Assert.Single(await InspectAsync(crashed));

        (MemoryStore store, PumpStatus status) = await TakeOverAsync(crashed);

        Assert.Empty(store.Rows);
        Assert.Equal(1, status.Torn);
    }

    [Fact]
    public async Task A_ring_whose_lane_says_what_cannot_be_is_set_aside_and_named()
    {
        CrashedRing crashed = await CrashInSecondRoundAsync();
        crashed.Now.AsSpan((FirstDataPage - 1) * PageBytes, sizeof(long)).Fill(0x3f); // the tail
        Assert.Empty(await InspectAsync(crashed));

        (MemoryStore store, _) = await TakeOverAsync(crashed);

        Assert.Empty(store.Rows);
        Assert.Contains("tornChannel", Assert.Single(store.Events, static happened => happened.Kind == LogEvent.Gap).Details, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_directory.File("after"), "*" + RingDirectory.TornExtension));
    }

    [Fact]
    public async Task A_table_of_versions_that_did_not_reach_the_disk_costs_its_records_and_holds_up_no_others()
    {
        CrashedRing crashed = await CrashInSecondRoundAsync();
        await File.WriteAllBytesAsync(RingDirectory.VersionsPath(crashed.Path), []);

        (MemoryStore store, PumpStatus status) = await TakeOverAsync(crashed);

        Assert.Empty(store.Rows);
        Assert.Equal(Turn, status.Poisoned);
    }

    /// <summary>Behind the ring's page, the shared lane with its page, and the owned lane's page.</summary>
    private const int FirstDataPage = 1 + 1 + (LaneBytes / PageBytes) + 1;

    private Task<CrashedRing> CrashInSecondRoundAsync() => Task.Factory.StartNew(CrashInSecondRound, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Half the lane was written and stored twice over, so that it begins anew: on the thread that the lane then belongs to.</summary>
    private CrashedRing CrashInSecondRound()
    {
        using var ended = new Recorder(_directory.File("before"), Small);
        var model = ended.Serve(static input => input[0]);
        string ring = ended.Files.Ring.Memory.Path!;
        Predict(model, 0);
        byte[] old = File.ReadAllBytes(ring);
        ended.Pump.Start();
        ended.FlushAsync().GetAwaiter().GetResult();
        Predict(model, Turn);
        ended.FlushAsync().GetAwaiter().GetResult();
        ended.Store.IsAway = true;
        Dictionary<PredictionId, double> recorded = Predict(model, 2 * Turn);
        byte[] now = File.ReadAllBytes(ring);
        ref RingHeader header = ref MemoryMarshal.AsRef<RingHeader>(now.AsSpan());
        header.Boot ^= 1;
        header.Checksum = RingHeader.ChecksumOf(header);
        string path = Path.Combine(Directory.CreateDirectory(_directory.File("after")).FullName, Path.GetFileName(ring));
        File.Copy(RingDirectory.VersionsPath(ring), RingDirectory.VersionsPath(path));
        return new CrashedRing(path, old, now, recorded);
    }

    private static Dictionary<PredictionId, double> Predict(IPredictor<double[], double> model, int from)
    {
        var recorded = new Dictionary<PredictionId, double>();
        for (int i = from; i < from + Turn; i++)
            recorded.Add(model.PredictAsync([i, -i]).AsTask().GetAwaiter().GetResult().Id, i);
        return recorded;
    }

    /// <summary>What the tool's status sees before anybody has taken the ring over.</summary>
    private async Task<IReadOnlyList<ProcessRecording>> InspectAsync(CrashedRing crashed)
    {
        string rings = Directory.CreateDirectory(_directory.File(Path.Combine("seen", RingDirectory.FolderName))).FullName;
        await File.WriteAllBytesAsync(Path.Combine(rings, Path.GetFileName(crashed.Path)), crashed.Now);
        return RecordingDirectory.Inspect(_directory.File("seen"));
    }

    private static async Task<(MemoryStore Store, PumpStatus Status)> TakeOverAsync(CrashedRing crashed)
    {
        await File.WriteAllBytesAsync(crashed.Path, crashed.Now);
        using var next = new Recorder(Path.GetDirectoryName(crashed.Path)!, Small);
        next.Pump.Start();
        Faults.App.WaitUntil(() => !File.Exists(crashed.Path));
        return (next.Store, next.Pump.Status);
    }

    /// <summary>A ring as a crash of the machine left it.</summary>
    /// <param name="Path">Where it is found afterwards.</param>
    /// <param name="Old">Its bytes when its lane was written for the first time.</param>
    /// <param name="Now">Its bytes when the machine ended; to be changed.</param>
    /// <param name="Recorded">What was recorded and not stored.</param>
    private sealed record CrashedRing(string Path, byte[] Old, byte[] Now, Dictionary<PredictionId, double> Recorded);
}
