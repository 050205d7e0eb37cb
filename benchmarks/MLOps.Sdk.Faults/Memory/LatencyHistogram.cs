using System.Diagnostics;

namespace MLOps.Sdk.Faults.Memory;

/// <summary>How long calls took, by 20 ns up to 100 µs. Written by one thread.</summary>
internal sealed class LatencyHistogram
{
    private const double BinNanoseconds = 20;
    private const int Bins = 5_000;

    private readonly long[] _counts = new long[Bins + 1];

    public long Calls { get; private set; }

    public void Add(long ticks)
    {
        double nanoseconds = ticks * (1e9 / Stopwatch.Frequency);
        _counts[(int)Math.Min(nanoseconds / BinNanoseconds, Bins)]++;
        Calls++;
    }

    public void Add(LatencyHistogram other)
    {
        for (int bin = 0; bin < _counts.Length; bin++)
            _counts[bin] += other._counts[bin];
        Calls += other.Calls;
    }

    /// <summary>The time that this share of the calls did not exceed, in microseconds; the upper end of its bin.</summary>
    public double Quantile(double share)
    {
        long left = (long)Math.Ceiling(share * Calls);
        for (int bin = 0; bin < _counts.Length; bin++)
        {
            left -= _counts[bin];
            if (left <= 0)
                return bin == Bins ? double.PositiveInfinity : (bin + 1) * BinNanoseconds / 1e3;
        }

        return double.NaN;
    }
}
