using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// The wealth of experts who bet against uniform ranks, each starting at every row with a share of its capital. A
/// mixture of martingales with mean 1: by Ville's inequality it ever reaches 1 / α with probability at most α.
/// </summary>
/// <remarks>
/// A dozen experts bet as in <see cref="BetTable"/>; on any other shape two fading histograms bet. The experts who start
/// at row s get <see cref="StartWeights"/>; in sequential mode each start gets 1 (Shiryaev-Roberts). Wealth is scaled by
/// a power of ten, so that it never overflows. Single owner.
/// </remarks>
internal sealed class BettingMixture
{
    private const int Experts = BetTable.Bets + 2;
    private const double Largest = 1e150;
    private const int RowsPerStep = 32;
    private readonly HistogramBets _histograms = new(100, 1_000);
    private readonly double[] _wealth = new double[BetTable.Bets];
    private readonly bool _sequential;
    private Vector128<double> _learned;

    // Wealth is in units of 10^_exponent, the stake too; _rest is what has not been staked, in units of 1.
    private int _exponent;
    private double _scale;
    private double _stake;
    private double _rest;
    private double _sum;
    private long _row;
    private long _stakeUntil;

    public BettingMixture(bool sequential)
    {
        _sequential = sequential;
        Clear();
    }

    /// <summary>The natural logarithm of the wealth.</summary>
    public double LogWealth => Math.Log(_sum / Experts) + (_exponent * Math.Log(10));

    /// <summary>Whether the wealth has reached a limit.</summary>
    /// <param name="limit">The limit.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Reaches(double limit) => _exponent == 0 ? _sum >= limit * Experts : LogWealth >= Math.Log(limit);

    /// <summary>Lets every expert bet on a rank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next(double rank)
    {
        if (++_row > _stakeUntil)
            SetStake();
        double stake = _stake;
        ref readonly double payment = ref BetTable.At(rank);
        ref double wealth = ref MemoryMarshal.GetArrayDataReference(_wealth);
        Vector256<double> stakes = Vector256.Create(stake);
        Vector256<double> first = (Vector256.LoadUnsafe(ref wealth) + stakes) * Vector256.LoadUnsafe(in payment);
        Vector256<double> second = (Vector256.LoadUnsafe(ref wealth, 4) + stakes) * Vector256.LoadUnsafe(in payment, 4);
        Vector256<double> third = (Vector256.LoadUnsafe(ref wealth, 8) + stakes) * Vector256.LoadUnsafe(in payment, 8);
        Vector128<double> learned = (_learned + Vector128.Create(stake)) * _histograms.Next(rank);
        first.StoreUnsafe(ref wealth);
        second.StoreUnsafe(ref wealth, 4);
        third.StoreUnsafe(ref wealth, 8);
        _learned = learned;
        _rest -= _sequential ? 0 : stake;
        Vector256<double> all = first + second + third;
        _sum = Vector128.Sum(all.GetLower() + all.GetUpper() + learned) + (Experts * _rest);
        if (_sum > Largest)
            Rescale();
    }

    /// <summary>Starts afresh.</summary>
    public void Clear()
    {
        Array.Clear(_wealth);
        _learned = Vector128<double>.Zero;
        _histograms.Clear();
        _exponent = 0;
        _scale = 1;
        _rest = _sequential ? 0 : 1;
        _sum = Experts * _rest;
        (_row, _stakeUntil) = (0, 0);
    }

    /// <summary>Writes all wealth.</summary>
    public void Save(AlarmStateWriter state)
    {
        state.Write(_wealth);
        foreach (double value in (ReadOnlySpan<double>)[_learned[0], _learned[1], _scale, _stake, _rest, _sum])
            state.Write(value);
        foreach (long value in (ReadOnlySpan<long>)[_exponent, _row, _stakeUntil])
            state.Write(value);
        _histograms.Save(state);
    }

    /// <summary>Goes on where another of the same mode was saved.</summary>
    public void Restore(ref AlarmStateReader state)
    {
        state.Read(_wealth);
        _learned = Vector128.Create(state.ReadDouble(), state.ReadDouble());
        (_scale, _stake, _rest, _sum) = (state.ReadDouble(), state.ReadDouble(), state.ReadDouble(), state.ReadDouble());
        (_exponent, _row, _stakeUntil) = ((int)state.ReadInt64(), state.ReadInt64(), state.ReadInt64());
        _histograms.Restore(ref state);
    }

    /// <summary>
    /// What each start gets for some rows: what the last of them is due, which is the least, so that the capital of all
    /// starts together stays below 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetStake()
    {
        _stakeUntil = _row + (_row / RowsPerStep);
        _stake = _scale * (_sequential ? 1 : StartWeights.Of(_stakeUntil));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rescale()
    {
        const double Step = 1e-100;
        for (int i = 0; i < _wealth.Length; i++)
            _wealth[i] *= Step;
        _learned *= Step;
        _rest *= Step;
        _sum *= Step;
        _stake *= Step;
        _scale *= Step;
        _exponent += 100;
    }
}
