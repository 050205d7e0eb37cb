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
/// Instead of fading all counts, new rows weigh more, the rows between two looks ahead the same; weights are scaled back
/// now and then. Everything but the counts is kept in units of the weight at hand. Both bets are one vector. Single owner.
/// </remarks>
internal sealed class HistogramBets
{
    /// <summary>The bins of ranks.</summary>
    public const int Bins = 10;

    /// <summary>The bets.</summary>
    public const int Lanes = 2;

    private const double LargestWeight = 1e100;

    // One bin more than there are: for a rank of 1 itself.
    private readonly double[] _counts = new double[(Bins + 1) * Lanes];
    private readonly Vector128<double> _growth;

    // Of a row, of half a row, and of all rows with K halves.
    private Vector128<double> _weight;
    private Vector128<double> _half;
    private Vector128<double> _all;

    // K / (N + K / 2) in units of the weight, worked out while the row before is being finished.
    private Vector128<double> _factor;

    /// <param name="quick">The rows that the first bet remembers, about.</param>
    /// <param name="slow">The rows that the second remembers, about.</param>
    public HistogramBets(double quick, double slow)
    {
        _growth = Vector128.Create(Growth(quick), Growth(slow));
        Clear();

        static double Growth(double rows) => Math.Pow(1 / (1 - (1 / rows)), RowsAhead.Rows);
    }

    /// <summary>Fades what was learned: before the first row, and again after every <see cref="RowsAhead.Rows"/>.</summary>
    public void Prepare()
    {
        Vector128<double> counted = _all - (Bins * _half);
        _weight *= _growth;
        if (_weight[0] > LargestWeight) // that of the quick bet grows faster
        {
            for (int i = 0; i < _counts.Length; i++)
                _counts[i] /= _weight[i % Lanes];
            counted /= _weight;
            _weight = Vector128<double>.One;
        }

        _half = _weight / 2;
        _all = counted + (Bins * _half);
        _factor = Vector128.Create((double)Bins) / _all;
    }

    /// <summary>The bets of rows that follow each other, for a loop to keep in registers; <see cref="End"/> follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LearnedBets Begin() => new(ref MemoryMarshal.GetArrayDataReference(_counts), _weight, _half, _all, _factor);

    /// <summary>Takes back what <see cref="Begin"/> gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(in LearnedBets bets) => (_all, _factor) = (bets.All, bets.Factor);

    public void Clear()
    {
        Array.Clear(_counts);
        _weight = Vector128<double>.One;
        _half = _weight / 2;
        _all = Bins * _half;
        _factor = Vector128.Create((double)Bins) / _all;
    }

    /// <summary>Writes what was learned.</summary>
    public void Save(AlarmStateWriter state)
    {
        state.Write(_counts);
        foreach (Vector128<double> pair in (ReadOnlySpan<Vector128<double>>)[_weight, _half, _all, _factor])
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
        _half = Vector128.Create(state.ReadDouble(), state.ReadDouble());
        _all = Vector128.Create(state.ReadDouble(), state.ReadDouble());
        _factor = Vector128.Create(state.ReadDouble(), state.ReadDouble());
    }
}
