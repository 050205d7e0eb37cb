using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Tests.Recording;

public sealed class CrashTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_next_start_stores_what_an_ended_process_had_accepted()
    {
        var ended = new Recorder(_directory.Path);
        var model = ended.Serve(_ => 1);
        var ids = new List<PredictionId>();
        for (int i = 0; i < 300; i++)
            ids.Add((await model.PredictAsync([i, -i])).Id);
        ended.Files.Dispose(); // what the operating system does when a process ends: its lock is let go

        using var next = new Recorder(_directory.Path);
        next.Pump.Start();
        await next.Serve(_ => 2).PredictAsync([0, 0]);
        await next.FlushAsync();

        Assert.Equal(ids.Order(), next.Store.Rows.Where(row => row.Output == 1).Select(row => row.Id).Order());
        Assert.Equal(300, next.Pump.Status.Recovered);
        Assert.False(File.Exists(ended.Files.Ring.Memory.Path));
    }

    [Fact]
    public async Task A_torn_record_is_skipped_and_the_ones_around_it_are_stored()
    {
        var ended = new Recorder(_directory.Path, new RecordingOptions { LaneBytes = 64 * 1024, Lanes = 1, MaximumPayloadBytes = 1024 });
        var model = ended.Serve(_ => 1);
        await model.PredictAsync([1, 1]);
        ClaimHalfWritten(ended.Files.Ring.Lanes[0]);
        await model.PredictAsync([2, 2]);
        ended.Files.Dispose();

        using var next = new Recorder(_directory.Path);
        next.Pump.Start();
        await next.Serve(_ => 2).PredictAsync([0, 0]);
        await next.FlushAsync();

        Assert.Equal([1.0, 2.0], next.Store.Rows.Where(row => row.Output == 1).Select(row => row.Numbers[0]));
        Assert.Equal(1, next.Pump.Status.Torn);
    }

    [Fact]
    public async Task A_process_killed_while_it_freed_stored_records_holds_nobody_up_and_loses_nothing()
    {
        var ended = new Recorder(_directory.Path, new RecordingOptions { LaneBytes = 64 * 1024, Lanes = 1, MaximumPayloadBytes = 1024 });
        var model = ended.Serve(_ => 1);
        await model.PredictAsync([1, 1]);
        await model.PredictAsync([2, 2]);
        long stored = ended.Files.Ring.Lanes[0].Tail;
        await model.PredictAsync([3, 3]);
        KillWhileReleasing(ended.Files.Ring, stored, durable: 2, cleared: (stored / 2) + 16);
        RecordingCounts counts = ended.Channel.Count();
        Assert.Equal((3L, 2L, 1L), (counts.Calls, counts.Durable, counts.Pending));
        ended.Files.Dispose();

        using var next = new Recorder(_directory.Path);
        next.Pump.Start();
        await next.Serve(_ => 2).PredictAsync([0, 0]);
        await next.FlushAsync();

        Assert.Equal([3.0], next.Store.Rows.Where(row => row.Output == 1).Select(row => row.Numbers[0]));
        Assert.Equal((1L, 0L, 0L), (next.Pump.Status.Recovered, next.Pump.Status.Torn, next.Pump.Status.Poisoned));
    }

    [Fact]
    public async Task A_ring_of_a_running_process_is_left_alone()
    {
        using var running = new Recorder(_directory.Path);
        await running.Serve(_ => 1).PredictAsync([1, 1]);

        using var other = new Recorder(_directory.Path);
        other.Pump.Start();
        await other.Serve(_ => 2).PredictAsync([2, 2]);
        await other.FlushAsync();

        Assert.Equal(2, Assert.Single(other.Store.Rows).Output);
        Assert.Equal(1, running.Channel.Count().Pending);
    }

    [Fact]
    public async Task Where_no_file_can_be_had_the_ring_is_plain_memory_and_says_why()
    {
        string file = _directory.Path;
        await File.WriteAllTextAsync(file, "");

        using var recorder = new Recorder(Path.Combine(file, "rings"));
        recorder.Pump.Start();
        await recorder.Serve(_ => 1).PredictAsync([1, 1]);
        await recorder.FlushAsync();

        Assert.Contains(file, recorder.PlainMemoryReason, StringComparison.Ordinal);
        Assert.Single(recorder.Store.Rows);
    }

    [Fact]
    public void The_ring_is_readable_by_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var recorder = new Recorder(_directory.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(recorder.Files.Ring.Memory.Path!));
    }

    /// <summary>The state in which a kill leaves a lane between the two changes of its epoch.</summary>
    private static unsafe void KillWhileReleasing(PredictionRing ring, long head, long durable, long cleared)
    {
        var lane = (LaneHeader*)(ring.Memory.Pointer + RingHeader.Bytes);
        lane->HeadAfter = head;
        lane->DurableAfter = durable;
        lane->Epoch++;
        new Span<byte>((byte*)lane + LaneHeader.Bytes, (int)cleared).Clear();
    }

    private static unsafe void ClaimHalfWritten(RingLane lane) =>
        Assert.Equal(ClaimResult.Claimed, lane.TryClaim(128, FrameKind.Prediction, 0, out _, out _));
}
