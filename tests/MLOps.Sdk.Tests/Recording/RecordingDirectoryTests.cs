using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Tests.Recording;

public sealed class RecordingDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Rings => _directory.File("rings");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_books_of_a_running_process_are_seen_while_it_records()
    {
        using var recorder = new Recorder(Rings);
        var model = recorder.Serve(_ => 1);
        for (int i = 0; i < 7; i++)
            await model.PredictAsync([i, i]);

        ProcessRecording pending = Assert.Single(RecordingDirectory.Inspect(_directory.Path));
        recorder.Pump.Start();
        await recorder.FlushAsync();
        ProcessRecording durable = Assert.Single(RecordingDirectory.Inspect(_directory.Path));

        Assert.InRange(pending.OldestPending!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Null(durable.OldestPending);
        Assert.True(pending.IsAlive);
        Assert.Equal(Environment.ProcessId, pending.ProcessId);
        Assert.Equal((7L, 0L, 7L), (pending.Counts.Calls, pending.Counts.Durable, pending.Counts.Pending));
        Assert.Equal((7L, 7L, 0L), (durable.Counts.Calls, durable.Counts.Durable, durable.Counts.Pending));
    }

    [Fact]
    public async Task What_an_ended_process_left_behind_is_seen_as_pending_and_can_still_be_taken_over()
    {
        var ended = new Recorder(Rings, new RecordingOptions { LaneBytes = 16 * 1024, Lanes = 1, MaximumPayloadBytes = 1024 });
        var model = ended.Serve(_ => 1);
        for (int i = 0; i < 1_000; i++)
            await model.PredictAsync([i, i]);
        RecordingCounts expected = ended.Channel.Count();
        ended.Files.Dispose();

        ProcessRecording left = Assert.Single(RecordingDirectory.Inspect(_directory.Path));
        using var next = new Recorder(Rings);
        next.Pump.Start();
        await next.Serve(_ => 2).PredictAsync([0, 0]);
        await next.FlushAsync();

        Assert.False(left.IsAlive);
        Assert.Equal((1_000L, 0L, expected.Pending), (left.Counts.Calls, left.Counts.Durable, left.Counts.Pending));
        Assert.Equal(1_000 - expected.Pending, left.Counts.Lost[LossReason.ChannelFull]);
        Assert.Equal(expected.Pending, next.Pump.Status.Recovered);
    }

    [Fact]
    public void A_directory_without_channels_and_an_unfinished_channel_show_nothing()
    {
        Assert.Empty(RecordingDirectory.Inspect(_directory.Path));
        Directory.CreateDirectory(Rings);
        File.WriteAllBytes(Path.Combine(Rings, "short.ring"), new byte[100]);
        File.WriteAllBytes(Path.Combine(Rings, "unfinished.ring"), new byte[100_000]);
        Assert.Empty(RecordingDirectory.Inspect(_directory.Path));
    }
}
