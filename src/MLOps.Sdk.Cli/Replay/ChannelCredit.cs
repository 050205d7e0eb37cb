namespace MLOps.Sdk.Cli.Replay;

/// <summary>
/// Keeps a replay from outrunning the store: the channel is taken in two halves, and a half is written again only when
/// all of it is durable. So the channel is never full and no row is lost.
/// </summary>
internal sealed class ChannelCredit
{
    private const int RowsInHalf = 4_096;
    private const long MaximumLane = 64 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly IModelOps _ops;
    private readonly long _rowsInHalf;
    private long _taken;
    private Task<bool>? _earlier;

    public ChannelCredit(IModelOps ops, int features)
    {
        _ops = ops;
        _rowsInHalf = Math.Max(1, LaneBytes(features) / 2 / RowBytes(features));
    }

    /// <summary>Bytes of a lane that holds two halves; a power of two.</summary>
    public static long LaneBytes(int features) =>
        Math.Min(MaximumLane, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)(2 * RowsInHalf * RowBytes(features))));

    /// <summary>Room for one more row, at once or when the earlier half is durable.</summary>
    public ValueTask TakeAsync(CancellationToken cancellationToken) => ++_taken % _rowsInHalf == 0 ? new(WaitAsync(cancellationToken)) : default;

    /// <summary>Waits until everything is durable.</summary>
    /// <exception cref="CommandFault">The store does not take it.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken) =>
        RefuseLate(await _ops.FlushAsync(Patience, cancellationToken).ConfigureAwait(false));

    // A generous bound: a prediction with its features, an outcome with a label of some length, padding.
    private static long RowBytes(int features) => 2_048 + (8L * features);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_earlier is not null)
            RefuseLate(await _earlier.ConfigureAwait(false));
        _earlier = _ops.FlushAsync(Patience, cancellationToken);
    }

    private void RefuseLate(bool inTime)
    {
        if (!inTime)
            throw new CommandFault($"The store took no rows for {Patience.TotalSeconds} s: {_ops.Pump.LastStoreError ?? "it gives no reason"}. What is recorded so far ({_ops.Counts.Pending} rows) is kept and stored by the next start; make room or end what holds the store, and replay again.");
    }
}
