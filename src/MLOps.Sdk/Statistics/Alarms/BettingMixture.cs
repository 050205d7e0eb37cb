using System.Runtime.CompilerServices;
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
    private readonly bool _sequential;

    // Wealth is in units of 10^_exponent, the stake too, and what has not been staked.
    private Vector256<double> _first;
    private Vector256<double> _second;
    private Vector256<double> _third;
    private Vector128<double> _learned;

    // For each of the next rows what each start gets, and what all experts together have not staked then.
    private RowsAhead _ahead;
    private int _exponent;
    private double _scale;
    private double _stake;
    private double _rest;
    private double _sum;
    private double _limit;
    private double _attention;
    private long _row;
    private long _stakeUntil;

    /// <param name="sequential">Whether each start gets 1.</param>
    /// <param name="limit">The wealth to look out for.</param>
    public BettingMixture(bool sequential, double limit)
    {
        _sequential = sequential;
        _limit = limit;
        Clear();
    }

    /// <summary>The natural logarithm of the wealth.</summary>
    public double LogWealth => Math.Log(_sum / Experts) + (_exponent * Math.Log(10));

    /// <summary>Whether the wealth has reached a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Reaches(double limit) => _sum >= limit * _scale * Experts;

    /// <summary>Looks ahead: before the first row, and again after every <see cref="RowsAhead.Rows"/>.</summary>
    public void Prepare()
    {
        _histograms.Prepare();
        for (int place = 0; place < RowsAhead.Rows; place++)
        {
            if (++_row > _stakeUntil)
                SetStake();
            _rest -= _sequential ? 0 : _stake;
            ref double ahead = ref RowsAhead.At(ref _ahead, place);
            (ahead, Unsafe.Add(ref ahead, 1)) = (_stake, Experts * _rest);
        }
    }

    /// <summary>Lets every expert bet on a rank.</summary>
    /// <param name="rank">0 to 1.</param>
    /// <param name="place">The row's place among those prepared; not checked here.</param>
    /// <returns>Whether there is something to look at: <see cref="Settle"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(double rank, int place)
    {
        ref double ahead = ref RowsAhead.At(ref _ahead, place);
        ref readonly double payment = ref BetTable.At(rank);
        Vector256<double> stakes = Vector256.Create(ahead);
        Vector256<double> first = (_first + stakes) * Vector256.LoadUnsafe(in payment);
        Vector256<double> second = (_second + stakes) * Vector256.LoadUnsafe(in payment, 4);
        Vector256<double> third = (_third + stakes) * Vector256.LoadUnsafe(in payment, 8);
        Vector128<double> learned = (_learned + stakes.GetLower()) * _histograms.Next(rank);
        _first = first;
        _second = second;
        _third = third;
        _learned = learned;
        Vector256<double> all = first + second + third;
        double sum = Vector128.Sum(all.GetLower() + all.GetUpper() + learned) + Unsafe.Add(ref ahead, 1);
        _sum = sum;
        return sum >= _attention;
    }

    /// <summary>Scales wealth that has become too large for its unit.</summary>
    /// <returns>Whether it has reached the limit.</returns>
    public bool Settle()
    {
        if (_sum > Largest)
            Rescale();
        return Reaches(_limit);
    }

    /// <summary>Looks out for the limit no more.</summary>
    public void Overlook()
    {
        _limit = double.PositiveInfinity;
        LookOut();
    }

    /// <summary>Starts afresh. Between two looks ahead only in sequential mode, where all rows get the same.</summary>
    public void Clear()
    {
        (_first, _second, _third, _learned) = (default, default, default, default);
        _histograms.Clear();
        _exponent = 0;
        _scale = 1;
        _rest = _sequential ? 0 : 1;
        _sum = Experts * _rest;
        (_row, _stakeUntil) = (0, 0);
        LookOut();
        for (int place = 0; place < RowsAhead.Rows; place++)
            RowsAhead.At(ref _ahead, place) = _stake = 1;
    }

    /// <summary>Writes all wealth.</summary>
    public void Save(AlarmStateWriter state)
    {
        foreach (Vector256<double> wealth in (ReadOnlySpan<Vector256<double>>)[_first, _second, _third])
        {
            for (int i = 0; i < Vector256<double>.Count; i++)
                state.Write(wealth[i]);
        }

        foreach (double value in (ReadOnlySpan<double>)[_learned[0], _learned[1], _scale, _stake, _rest, _sum])
            state.Write(value);
        foreach (long value in (ReadOnlySpan<long>)[_exponent, _row, _stakeUntil])
            state.Write(value);
        state.Write((ReadOnlySpan<double>)_ahead);
        _histograms.Save(state);
    }

    /// <summary>Goes on where another of the same mode was saved.</summary>
    public void Restore(ref AlarmStateReader state)
    {
        _first = Vector256.Create(state.ReadDouble(), state.ReadDouble(), state.ReadDouble(), state.ReadDouble());
        _second = Vector256.Create(state.ReadDouble(), state.ReadDouble(), state.ReadDouble(), state.ReadDouble());
        _third = Vector256.Create(state.ReadDouble(), state.ReadDouble(), state.ReadDouble(), state.ReadDouble());
        _learned = Vector128.Create(state.ReadDouble(), state.ReadDouble());
        (_scale, _stake, _rest, _sum) = (state.ReadDouble(), state.ReadDouble(), state.ReadDouble(), state.ReadDouble());
        (_exponent, _row, _stakeUntil) = ((int)state.ReadInt64(), state.ReadInt64(), state.ReadInt64());
        state.Read(_ahead);
        _histograms.Restore(ref state);
        LookOut();
    }

    /// <summary>What is to be looked at: wealth at the limit, or too large for its unit. An unknown limit, ∞ · 0, is none.</summary>
    private void LookOut()
    {
        double limit = _limit * _scale * Experts;
        _attention = limit < Largest ? limit : Largest;
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
        _first *= Step;
        _second *= Step;
        _third *= Step;
        _learned *= Step;
        _rest *= Step;
        _sum *= Step;
        _stake *= Step;
        _scale *= Step;
        foreach (ref double value in (Span<double>)_ahead)
            value *= Step;
        _exponent += 100;
        LookOut();
    }
}
