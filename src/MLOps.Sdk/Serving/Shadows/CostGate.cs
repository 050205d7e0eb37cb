using MLOps.Sdk.Cost;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>Keeps a shadow to a cost within each hour of the clock. Safe on any thread.</summary>
/// <param name="limit">Pico-units an hour; null: no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class CostGate(long? limit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _hour, _spent;

    /// <summary>Whether another call may be made.</summary>
    public bool IsOpen
    {
        get
        {
            if (limit is null)
                return true;
            lock (_lock)
            {
                TurnHour();
                return _spent < limit;
            }
        }
    }

    public void Add(long cost)
    {
        if (limit is null || cost == PicoUnits.Unknown)
            return;
        lock (_lock)
        {
            TurnHour();
            _spent += cost;
        }
    }

    private void TurnHour()
    {
        long hour = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour;
        if (hour == _hour)
            return;
        (_hour, _spent) = (hour, 0);
    }
}
