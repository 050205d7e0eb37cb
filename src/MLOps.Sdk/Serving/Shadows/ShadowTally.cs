using MLOps.Sdk.Cost;
using MLOps.Sdk.Rollout;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>Compares a shadow's answers with those that callers got. Safe on any thread; under a lock, off the callers' path.</summary>
/// <param name="tolerance">How far apart two outputs may be that agree.</param>
internal sealed class ShadowTally(double tolerance)
{
    private readonly Lock _lock = new();
    private readonly OutputDrift _drift = new();
    private long _answered, _failed, _tooDear, _agreed, _numbers, _latency, _primaryLatency;
    private double _difference, _largest;
    private Int128 _cost;
    private long _priced;

    /// <summary>Counts an answer.</summary>
    /// <param name="agrees">Whether two outputs that are no numbers are the same.</param>
    /// <param name="primary">The caller's output as a number, or NaN.</param>
    /// <param name="shadow">The shadow's.</param>
    /// <param name="primaryLatency">Ticks of the caller's call.</param>
    /// <param name="latency">Ticks of the shadow's.</param>
    /// <param name="cost">Pico-units, or unknown.</param>
    public void Add(bool agrees, double primary, double shadow, long primaryLatency, long latency, long cost)
    {
        lock (_lock)
        {
            _answered++;
            _latency += latency;
            _primaryLatency += primaryLatency;
            AddCost(cost);
            double difference = shadow - primary;
            if (double.IsNaN(difference))
            {
                _agreed += agrees ? 1 : 0;
                return;
            }

            _numbers++;
            _drift.Add(primary, shadow);
            _difference += difference;
            _largest = Math.Max(_largest, Math.Abs(difference));
            _agreed += Math.Abs(difference) <= tolerance ? 1 : 0;
        }
    }

    public void AddFailed(long cost)
    {
        lock (_lock)
        {
            _failed++;
            AddCost(cost);
        }
    }

    public void AddTooDear()
    {
        lock (_lock)
            _tooDear++;
    }

    /// <summary>What it shows so far.</summary>
    /// <param name="report">With names.</param>
    /// <param name="toTime">Makes a time of ticks.</param>
    public ShadowReport Complete(ShadowReport report, Func<long, TimeSpan> toTime)
    {
        lock (_lock)
        {
            return report with
            {
                Answered = _answered,
                Failed = _failed,
                TooDear = _tooDear,
                Agreement = _answered == 0 ? null : (double)_agreed / _answered,
                MeanDifference = _numbers == 0 ? null : _difference / _numbers,
                LargestDifference = _numbers == 0 ? null : _largest,
                OutputPsi = _drift.Psi,
                OutputKs = _drift.Ks,
                Latency = _answered == 0 ? null : toTime(_latency / _answered),
                PrimaryLatency = _answered == 0 ? null : toTime(_primaryLatency / _answered),
                Cost = _priced == 0 ? null : PicoUnits.ToDecimal((long)_cost),
            };
        }
    }

    private void AddCost(long cost)
    {
        if (cost == PicoUnits.Unknown)
            return;
        _priced++;
        _cost += cost;
    }
}
