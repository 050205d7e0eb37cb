using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>The shares of the latest rows, about a thousand of them, against those of the reference: how large a change is.</summary>
internal sealed class RecentShares
{
    private const double Memory = 1_000;
    private const double LargestStep = 1e100;

    // Rows between two looks ahead weigh the same: they fade together.
    private static readonly double Growth = Math.Pow(1 / (1 - (1 / Memory)), RowsAhead.Rows);
    private readonly double[] _reference;
    private readonly double[] _recent;
    private readonly bool _ordered;
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
            double total = 0;
            foreach (double count in _recent)
                total += count;

            double largest = 0;
            double gap = 0;
            for (int i = 0; i < _recent.Length; i++)
            {
                double difference = (_recent[i] / total) - _reference[i];
                gap = _ordered ? gap + difference : difference;
                largest = Math.Max(largest, Math.Abs(gap));
            }

            return double.IsNaN(gap) ? 1 : largest;
        }
    }

    /// <summary>Instead of fading what was seen, what follows weighs more: before the first row, and again after every <see cref="RowsAhead.Rows"/>.</summary>
    public void Prepare()
    {
        _step *= Growth;
        if (_step <= LargestStep)
            return;
        for (int i = 0; i < _recent.Length; i++)
            _recent[i] /= _step;
        _step = 1;
    }

    /// <summary>Takes in rows.</summary>
    /// <param name="bins">Their bins, each one of the reference's; not checked here.</param>
    public void Add(ReadOnlySpan<int> bins)
    {
        ref double recent = ref MemoryMarshal.GetArrayDataReference(_recent);
        double step = _step;
        foreach (int bin in bins)
            Unsafe.Add(ref recent, (nint)(uint)bin) += step;
    }

    /// <summary>Writes what was seen.</summary>
    public void Save(AlarmStateWriter state)
    {
        state.Write(_recent);
        state.Write(_step);
    }

    /// <summary>Goes on where another was saved.</summary>
    /// <exception cref="InvalidDataException">It had other bins.</exception>
    public void Restore(ref AlarmStateReader state)
    {
        state.Read(_recent);
        _step = state.ReadDouble();
    }
}
