using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>The shares of the latest rows, about a thousand of them, against those of the reference: how large a change is.</summary>
internal sealed class RecentShares
{
    private const double Memory = 1_000;
    private const double LargestStep = 1e100;
    private const double Growth = 1 / (1 - (1 / Memory));
    private readonly double[] _reference;
    private readonly double[] _recent;
    private readonly bool _ordered;
    private double _total;
    private double _step = 1;

    /// <param name="reference">Counts.</param>
    /// <param name="ordered">Whether bins have an order: then gaps of the distribution functions count, otherwise gaps of shares.</param>
    public RecentShares(ReadOnlySpan<long> reference, bool ordered)
    {
        _ordered = ordered;
        _recent = new double[reference.Length];
        _reference = new double[reference.Length];
        Distances.Shares.Of(reference, _reference);
    }

    /// <summary>The largest gap, 0 to 1; 1 without a reference.</summary>
    public double Effect
    {
        get
        {
            double largest = 0;
            double gap = 0;
            for (int i = 0; i < _recent.Length; i++)
            {
                double difference = (_recent[i] / _total) - _reference[i];
                gap = _ordered ? gap + difference : difference;
                largest = Math.Max(largest, Math.Abs(gap));
            }

            return double.IsNaN(gap) ? 1 : largest;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int bin)
    {
        _step *= Growth;
        _recent[bin] += _step;
        _total += _step;
        if (_step > LargestStep)
            Rescale();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rescale()
    {
        for (int i = 0; i < _recent.Length; i++)
            _recent[i] /= _step;
        _total /= _step;
        _step = 1;
    }
}
