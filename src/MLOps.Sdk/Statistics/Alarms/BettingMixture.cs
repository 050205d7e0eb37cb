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
    private readonly HistogramBet _short = new(100);
    private readonly HistogramBet _long = new(1_000);
    private readonly double[] _wealth = new double[BetTable.Bets];
    private readonly bool _sequential;
    private double _shortWealth;
    private double _longWealth;

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
    public void Next(double rank)
    {
        if (++_row > _stakeUntil)
            SetStake();
        double stake = _stake;
        ref readonly double payment = ref BetTable.At(rank);
        ref double wealth = ref MemoryMarshal.GetArrayDataReference(_wealth);
        Vector256<double> stakes = Vector256.Create(stake);
        Vector256<double> total = Vector256<double>.Zero;
        for (int i = 0; i < BetTable.Bets; i += Vector256<double>.Count)
        {
            ref double some = ref Unsafe.Add(ref wealth, i);
            Vector256<double> next = (Vector256.LoadUnsafe(ref some) + stakes) * Vector256.LoadUnsafe(in payment, (nuint)i);
            next.StoreUnsafe(ref some);
            total += next;
        }

        _shortWealth = (_shortWealth + stake) * _short.Next(rank);
        _longWealth = (_longWealth + stake) * _long.Next(rank);
        _rest -= _sequential ? 0 : stake;
        _sum = Vector256.Sum(total) + _shortWealth + _longWealth + (Experts * _rest);
        if (_sum > Largest)
            Rescale();
    }

    /// <summary>Starts afresh.</summary>
    public void Clear()
    {
        Array.Clear(_wealth);
        (_shortWealth, _longWealth) = (0, 0);
        _short.Clear();
        _long.Clear();
        _exponent = 0;
        _scale = 1;
        _rest = _sequential ? 0 : 1;
        _sum = Experts * _rest;
        (_row, _stakeUntil) = (0, 0);
    }

    /// <summary>
    /// What each start gets for some rows: what the last of them is due, which is the least, so that the capital of all
    /// starts together stays below 1.
    /// </summary>
    private void SetStake()
    {
        _stakeUntil = _row + (_row / RowsPerStep);
        _stake = _scale * (_sequential ? 1 : StartWeights.Of(_stakeUntil));
    }

    private void Rescale()
    {
        const double Step = 1e-100;
        for (int i = 0; i < _wealth.Length; i++)
            _wealth[i] *= Step;
        _shortWealth *= Step;
        _longWealth *= Step;
        _rest *= Step;
        _sum *= Step;
        _stake *= Step;
        _scale *= Step;
        _exponent += 100;
    }
}
