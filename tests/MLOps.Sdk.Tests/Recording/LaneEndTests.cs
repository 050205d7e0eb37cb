using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Tests.Recording;

public sealed class LaneEndTests : IDisposable
{
    private const int LaneBytes = 16 * 1024;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(8, 0)]
    [InlineData(15, 8)]
    [InlineData(25, 16)]
    public async Task Whatever_is_left_at_the_end_of_a_lane_is_passed_over(int features, int left)
    {
        int frame = PredictionFrame.Bytes + (features * sizeof(double)) + FrameStamp.Bytes;
        Assert.Equal(left, LaneBytes % frame);
        using var recorder = new Recorder(
            _directory.Path, new RecordingOptions { LaneBytes = LaneBytes, Lanes = 1, MaximumPayloadBytes = 1024, CommitInterval = TimeSpan.FromMilliseconds(1) });
        var model = recorder.Serve(_ => 1, features);
        recorder.Pump.Start();

        int calls = 0;
        for (int turn = 0; turn < 6; turn++)
        {
            for (int call = 0; call < LaneBytes / 2 / frame; call++, calls++)
                await model.PredictAsync(new double[features]);
            await recorder.FlushAsync();
        }

        Assert.Equal(calls, recorder.Channel.Count().Durable);
    }

    [Fact]
    public async Task A_pump_that_meets_a_fault_at_every_pass_stops_in_time_and_leaves_the_ring()
    {
        var recorder = new Recorder(
            _directory.Path, new RecordingOptions { Lanes = 1, CommitInterval = TimeSpan.FromMilliseconds(1), ShutdownTimeout = TimeSpan.Zero });
        PublishFrameWithoutHeader(recorder.Channel.Ring.Lanes[0]);
        recorder.Pump.Start();

        await Task.Run(recorder.Dispose).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Single(Directory.GetFiles(_directory.Path, "*.ring", SearchOption.AllDirectories));
    }

    private static unsafe void PublishFrameWithoutHeader(RingLane lane)
    {
        const int TooShort = 8;
        Assert.Equal(ClaimResult.Claimed, lane.TryClaim(TooShort, FrameKind.Prediction, slack: 0, out byte* frame, out _));
        RingLane.Publish(frame, TooShort);
    }
}
