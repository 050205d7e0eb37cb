using System.Numerics;
using Microsoft.Extensions.Options;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording;

/// <summary>Says at start what is wrong with <see cref="RecordingOptions"/>, naming value and range.</summary>
internal sealed class RecordingOptionsValidator : IValidateOptions<RecordingOptions>
{
    private const long MaximumLaneBytes = 1L << 30;
    private const long MaximumSpill = 1L << 40;
    private const int MaximumPayload = 16 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, RecordingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        Require(BitOperations.IsPow2(options.LaneBytes) && options.LaneBytes is >= RingLane.MinimumCapacity and <= MaximumLaneBytes,
            nameof(options.LaneBytes), options.LaneBytes, $"a power of two from {RingLane.MinimumCapacity} to {MaximumLaneBytes}");
        Require(options.Lanes is >= 1 and <= RecordingDefaults.MaximumLanes,
            nameof(options.Lanes), options.Lanes, $"1 to {RecordingDefaults.MaximumLanes}");
        Require(options.MaximumPayloadBytes is >= 0 and <= MaximumPayload,
            nameof(options.MaximumPayloadBytes), options.MaximumPayloadBytes, $"0 to {MaximumPayload}");
        Require(options.SpillBytes is >= 0 and <= MaximumSpill, nameof(options.SpillBytes), options.SpillBytes, $"0 to {MaximumSpill}");
        Require(options.BatchRows is >= 1 and <= 1_000_000, nameof(options.BatchRows), options.BatchRows, "1 to 1,000,000");
        Require(options.CommitInterval >= TimeSpan.FromMilliseconds(1) && options.CommitInterval <= TimeSpan.FromMinutes(1),
            nameof(options.CommitInterval), options.CommitInterval, "1 ms to 1 minute");
        Require(options.ShutdownTimeout >= TimeSpan.Zero && options.ShutdownTimeout <= TimeSpan.FromMinutes(5),
            nameof(options.ShutdownTimeout), options.ShutdownTimeout, "0 to 5 minutes");
        if (options.MaximumPayloadBytes > options.LaneBytes / 8)
        {
            failures.Add($"RecordingOptions.MaximumPayloadBytes is {options.MaximumPayloadBytes} and RecordingOptions.LaneBytes is {options.LaneBytes}: "
                + "a payload must fit in an eighth of a lane. Raise LaneBytes or lower MaximumPayloadBytes.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(bool holds, string option, object value, string range)
        {
            if (!holds)
                failures.Add($"RecordingOptions.{option} is {value}; it must be {range}.");
        }
    }
}
