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
    /// <summary>The experts: those of the table, and two that learn.</summary>
    public const int Experts = BetTable.Bets + 2;

    private const double Largest = 1e150;
    private const int RowsPerStep = 32;
    private readonly HistogramBets _histograms = new(100, 1_000);
    private readonly bool _sequential;

    // Wealth is in units of 10^_exponent, the stake too, and what has not been staked.
    private Vector256<double> _first;
    private Vector256<double> _second;
    private Vector256<double> _third;
    private Vector128<double> _learned;

    private int _exponent;
    private double _scale;
    private double _stake; // what each start gets, until the row _stakeUntil is behind
    private double _rest; // what no expert has staked
    private double _sum;
    private double _limit;
    private double _noted = double.PositiveInfinity;
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

    /// <summary>The wealth.</summary>
    public Wealth Wealth => new(_sum, _exponent);

    /// <summary>Whether there is something to look at in the wealth: <see cref="Settle"/>.</summary>
    public bool IsRemarkable => _sum >= _attention;

    /// <summary>Whether the wealth has reached a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Reaches(double limit) => _sum >= limit * _scale * Experts;

    /// <summary>Has what was learned fade: before the first row, and again after every <see cref="RowsAhead.Rows"/>.</summary>
    public void Prepare() => _histograms.Prepare();

    /// <summary>Lets every expert bet on ranks, one after the other, until there is something to look at or starts get something else.</summary>
    /// <param name="ranks">0 to 1, at least one of them.</param>
    /// <param name="wealth">Receives the wealth after each row that was bet on, as many; not checked here.</param>
    /// <returns>How many rows were bet on; of the last of them <see cref="IsRemarkable"/> speaks.</returns>
    public int Next(ReadOnlySpan<double> ranks, Span<Wealth> wealth)
    {
        if (_row == _stakeUntil)
            SetStake();
        int rows = (int)Math.Min(ranks.Length, _stakeUntil - _row);
        Vector256<double> first = _first;
        Vector256<double> second = _second;
        Vector256<double> third = _third;
        Vector128<double> learned = _learned;
        LearnedBets histograms = _histograms.Begin();
        double stake = _stake;
        double spent = _sequential ? 0 : stake;
        double rest = _rest;
        double attention = _attention;
        int exponent = _exponent;
        double sum;
        int row = 0;
        ref double next = ref MemoryMarshal.GetReference(ranks);
        ref Wealth after = ref MemoryMarshal.GetReference(wealth);
        do
        {
            double rank = Unsafe.Add(ref next, row);
            ref readonly double payment = ref BetTable.At(rank);
            Vector256<double> stakes = Vector256.Create(stake);
            first = (first + stakes) * Vector256.LoadUnsafe(in payment);
            second = (second + stakes) * Vector256.LoadUnsafe(in payment, 4);
            third = (third + stakes) * Vector256.LoadUnsafe(in payment, 8);
            learned = (learned + stakes.GetLower()) * histograms.Next(rank);
            rest -= spent;
            Vector256<double> all = first + second + third;
            sum = Vector128.Sum(all.GetLower() + all.GetUpper() + learned) + (Experts * rest);
            Unsafe.Add(ref after, row++) = new Wealth(sum, exponent);
        }
        while (sum < attention && row < rows);

        _histograms.End(histograms);
        _first = first;
        _second = second;
        _third = third;
        _learned = learned;
        _rest = rest;
        _sum = sum;
        _row += row;
        return row;
    }

    /// <summary>Scales wealth that has become too large for its unit.</summary>
    /// <returns>Whether it has reached the limit.</returns>
    public bool Settle()
    {
        if (_sum > Largest)
            Rescale();
        return Reaches(_limit);
    }

    /// <summary>Looks out for another wealth as well.</summary>
    public void Note(double wealth)
    {
        _noted = wealth;
        LookOut();
    }

    /// <summary>Looks out for the limit no more.</summary>
    public void Overlook()
    {
        _limit = double.PositiveInfinity;
        LookOut();
    }

    /// <summary>Starts afresh.</summary>
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
        _histograms.Restore(ref state);
        LookOut();
    }

    /// <summary>What is to be looked at: wealth at the limit, or too large for its unit. An unknown limit, ∞ · 0, is none.</summary>
    private void LookOut()
    {
        _attention = Math.Min(Seen(_limit), Seen(_noted));

        double Seen(double limit) => limit * _scale * Experts is < Largest and double seen ? seen : Largest;
    }

    /// <summary>
    /// What each start gets for some rows: what the last of them is due, which is the least, so that the capital of all
    /// starts together stays below 1.
    /// </summary>
    private void SetStake()
    {
        _stakeUntil = _row + 1 + ((_row + 1) / RowsPerStep);
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
        _exponent += 100;
        LookOut();
    }
}
