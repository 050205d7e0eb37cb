using System.Collections.ObjectModel;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording;

/// <summary>The books of recording: <c>Calls = Durable + Pending + sum of Lost</c>, always.</summary>
/// <param name="Calls">Predictions made.</param>
/// <param name="Durable">Predictions stored and synced: a crash of the machine does not lose them.</param>
/// <param name="Pending">Predictions accepted and not durable yet: a crash of the process does not lose them where the channel is a file.</param>
/// <param name="Lost">Predictions that will have no row, by reason; only reasons that happened.</param>
public sealed record RecordingCounts(long Calls, long Durable, long Pending, IReadOnlyDictionary<LossReason, long> Lost)
{
    /// <summary>No calls at all.</summary>
    public static RecordingCounts None { get; } = new(0, 0, 0, ReadOnlyDictionary<LossReason, long>.Empty);

    /// <summary>All losses together.</summary>
    public long LostTotal => Lost.Values.Sum();

    /// <summary>The books of several processes together.</summary>
    public RecordingCounts Add(RecordingCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var lost = new Dictionary<LossReason, long>(Lost);
        foreach ((LossReason reason, long count) in other.Lost)
            lost[reason] = lost.GetValueOrDefault(reason) + count;
        return new RecordingCounts(Calls + other.Calls, Durable + other.Durable, Pending + other.Pending, lost);
    }

    internal static RecordingCounts Of(PredictionRing ring)
    {
        long durable = 0, pending = 0, lostTotal = 0;
        var lost = new Dictionary<LossReason, long>();
        foreach (RingLane lane in ring.Lanes)
        {
            LaneCounts counts = lane.Count();
            durable += counts.Durable;
            pending += counts.Pending;
            foreach (LossReason reason in Enum.GetValues<LossReason>())
            {
                long count = reason == LossReason.Poison ? counts.Poisoned : lane.Lost(reason);
                if (count == 0)
                    continue;
                lost[reason] = lost.GetValueOrDefault(reason) + count;
                lostTotal += count;
            }
        }

        return new RecordingCounts(durable + pending + lostTotal, durable, pending, lost);
    }
}
