using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// Two bets that ranks will fall where ranks fell lately: K (N_bin + ½) / (N + K / 2) with counts that fade, slowly and
/// quickly. They learn any change of shape, such as that of categories. A bet is fixed before the rank is seen, so it
/// keeps a fair game fair.
/// </summary>
/// <remarks>
/// Instead of fading all counts by a factor at each row, new rows weigh more by its inverse; weights are scaled back now
/// and then. Both bets are one vector. Single owner.
/// </remarks>
internal sealed class HistogramBets
{
    private const int Bins = 10;
    private const int Lanes = 2;
    private const double LargestWeight = 1e100;
    private readonly double[] _counts = new double[Bins * Lanes];
    private readonly Vector128<double> _fade;
    private readonly Vector128<double> _growth;
    private Vector128<double> _weight;
    private Vector128<double> _inverse;
    private Vector128<double> _total;

    // K / (N + K / 2), worked out while the row before is being finished.
    private Vector128<double> _factor;

    /// <param name="quick">The rows that the first bet remembers, about.</param>
    /// <param name="slow">The rows that the second remembers, about.</param>
    public HistogramBets(double quick, double slow)
    {
        _fade = Vector128<double>.One - (Vector128<double>.One / Vector128.Create(quick, slow));
        _growth = Vector128<double>.One / _fade;
        Clear();
    }

    /// <summary>The factors for a rank, by what was known before it; then learns it.</summary>
    /// <param name="rank">0 to 1; 1 itself is in the last bin.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<double> Next(double rank)
    {
        // Without a bounds check: the bin is limited to those there are.
        int bin = (int)Math.Min((uint)(rank * Bins), Bins - 1);
        ref double count = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_counts), bin * Lanes);
        Vector128<double> known = Vector128.LoadUnsafe(ref count);
        Vector128<double> bets = ((known * _inverse) + Vector128.Create(0.5)) * _factor;
        Vector128<double> weight = _weight * _growth;
        Vector128<double> total = (_total * _fade) + Vector128<double>.One;
        (known + weight).StoreUnsafe(ref count);
        _weight = weight;
        _inverse *= _fade;
        _total = total;
        _factor = Vector128.Create((double)Bins) / (total + Vector128.Create(Bins / 2.0));
        if (weight.ToScalar() > LargestWeight)
            Rescale();
        return bets;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (_weight, _inverse, _total) = (Vector128<double>.One, Vector128<double>.One, Vector128<double>.Zero);
        _factor = Vector128.Create(2.0);
    }

    /// <summary>Writes what was learned.</summary>
    public void Save(AlarmStateWriter state)
    {
        state.Write(_counts);
        foreach (Vector128<double> pair in (ReadOnlySpan<Vector128<double>>)[_weight, _inverse, _total, _factor])
        {
            state.Write(pair[0]);
            state.Write(pair[1]);
        }
    }

    /// <summary>Goes on where another was saved.</summary>
    public void Restore(ref AlarmStateReader state)
    {
        state.Read(_counts);
        _weight = Vector128.Create(state.ReadDouble(), state.ReadDouble());
        _inverse = Vector128.Create(state.ReadDouble(), state.ReadDouble());
        _total = Vector128.Create(state.ReadDouble(), state.ReadDouble());
        _factor = Vector128.Create(state.ReadDouble(), state.ReadDouble());
    }

    /// <summary>The quick bet's weight grows faster, so that it alone says when.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rescale()
    {
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] /= _weight[i % Lanes];
        (_weight, _inverse) = (Vector128<double>.One, Vector128<double>.One);
    }
}
