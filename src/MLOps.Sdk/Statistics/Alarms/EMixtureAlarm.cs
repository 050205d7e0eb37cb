using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// The conformal e-mixture: an alarm that may be looked at after every row and still keeps its rate of false alarms, for
/// any distribution, discrete or continuous, with a finite fixed reference.
/// </summary>
/// <remarks>
/// <para>
/// Rows become smoothed conformal ranks, experts bet against their uniformity from every row on, and the alarm is raised
/// when the wealth reaches 1 / α. When reference and stream are exchangeable, the probability that it ever is raised is
/// at most α.
/// </para>
/// <para>
/// Limits: autocorrelation and seasons break exchangeability, here as in every test. The pool takes in what came after a
/// change, so a drift much slower than the reference is long is partly absorbed. The wealth depends on the order of the
/// rows: of replicas, average the wealths. The same seed on two signals correlates their ties; give each its own.
/// </para>
/// <para>Single owner. A row takes no memory.</para>
/// </remarks>
public sealed class EMixtureAlarm
{
    /// <summary>After how many rows to look again whether a change that was too small has grown.</summary>
    private const int RowsBetweenLooks = 32;

    private readonly ConformalRanks _ranks;
    private readonly BettingMixture _mixture;
    private readonly RecentShares _recent;
    private readonly double _minimumEffect;
    private readonly bool _sequential;
    private long _effectFrom;
    private double _noted = double.PositiveInfinity;

    /// <summary>An alarm over bins or categories.</summary>
    /// <param name="reference">The reference's count in each bin; bins must not be chosen by looking at the stream.</param>
    /// <param name="ordered">Whether the bins have an order (numbers) or not (categories).</param>
    /// <param name="options">How it decides, or null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there are no bins.</exception>
    public EMixtureAlarm(ReadOnlySpan<long> reference, bool ordered, AlarmOptions? options = null)
    {
        if (reference.IsEmpty)
            throw new ArgumentException("An alarm needs at least one bin.", nameof(reference));

        options = (options ?? new AlarmOptions()).Validated();
        _sequential = options.Mode == AlarmMode.Sequential;
        _ranks = new ConformalRanks(reference, options.Seed);
        _mixture = new BettingMixture(_sequential, 1 / options.Alpha);
        _recent = new RecentShares(reference, ordered);
        _minimumEffect = options.MinimumEffect;
    }

    /// <summary>The rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>The natural logarithm of the wealth after the last row; in lifetime mode an e-value's at any stopping time, 0 before the first row.</summary>
    public double LogWealth => _mixture.Wealth.Log;

    /// <summary>The row, counted from 0, at which the alarm was raised last; null while it never was.</summary>
    public long? AlarmRow { get; private set; }

    /// <summary>How far the latest rows, about a thousand, are from the reference: see <see cref="AlarmOptions.MinimumEffect"/>.</summary>
    public double Effect => Rows == 0 ? 0 : _recent.Effect;

    /// <summary>Takes in a row.</summary>
    /// <param name="bin">Its bin, from 0.</param>
    /// <returns>
    /// Whether the alarm is raised by this row. In lifetime mode that happens once, and the wealth goes on; in sequential
    /// mode the wealth starts afresh.
    /// </returns>
    public bool Add(int bin)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bin, (uint)_ranks.Count, nameof(bin));
        Wealth after = default;
        return Take(new ReadOnlySpan<int>(in bin), new Span<Wealth>(ref after)).Raised;
    }

    /// <summary>The wealth after the last row.</summary>
    internal Wealth Wealth => _mixture.Wealth;

    /// <summary>Whether the wealth is at least this much now.</summary>
    internal bool Reaches(double wealth) => _mixture.Reaches(wealth);

    /// <summary>Has <see cref="Take"/> tell of rows after which the wealth is at least this much, beside those that raise the alarm.</summary>
    internal void Note(double wealth) => _mixture.Note(_noted = wealth);

    /// <summary>
    /// Takes in some of the rows, the first one at least, up to one that raises the alarm. Many at once cost less than one
    /// after the other, and do the same: what does not wait for each other is worked out together.
    /// </summary>
    /// <param name="bins">Their bins, at least one; not checked here.</param>
    /// <param name="wealth">Receives the wealth after each row that was taken in.</param>
    [SkipLocalsInit]
    internal Taken Take(ReadOnlySpan<int> bins, Span<Wealth> wealth)
    {
        int place = (int)Rows & (RowsAhead.Rows - 1);
        if (place == 0)
            Prepare();
        bins = bins[..Math.Min(bins.Length, RowsAhead.Rows - place)];
        Span<double> ranks = stackalloc double[RowsAhead.Rows];
        ranks = ranks[..bins.Length];
        wealth = wealth[..bins.Length];
        _ranks.Next(bins, ranks);
        int taken = 0;
        int shared = 0;
        uint noted = 0;
        while (true)
        {
            taken += _mixture.Next(ranks[taken..], wealth[taken..]);
            if (_mixture.IsRemarkable)
            {
                // The latest shares as they are after this row, which is what a change is measured by.
                _recent.Add(bins[shared..taken]);
                shared = taken;
                bool reached = _mixture.Settle();
                wealth[taken - 1] = _mixture.Wealth;
                bool raised = reached && Raise(Rows + taken - 1);
                noted |= _mixture.Reaches(_noted) ? 1U << (taken - 1) : 0;
                if (raised)
                {
                    _ranks.TakeBack(bins[taken..]);
                    Rows += taken;
                    return new Taken(taken, true, noted);
                }
            }

            if (taken < bins.Length)
                continue;
            _recent.Add(bins[shared..]);
            Rows += taken;
            return new Taken(taken, false, noted);
        }
    }

    /// <summary>Writes what was seen, so that the promise holds over restarts of the app.</summary>
    internal void Save(AlarmStateWriter state)
    {
        state.Write(Rows);
        state.Write(AlarmRow ?? -1);
        state.Write(_effectFrom);
        _ranks.Save(state);
        _mixture.Save(state);
        _recent.Save(state);
    }

    /// <summary>Goes on where another with the same reference, seed and mode was saved. After a fault it must not be used.</summary>
    /// <exception cref="InvalidDataException">It was another one.</exception>
    internal void Restore(ref AlarmStateReader state)
    {
        Rows = state.ReadInt64();
        AlarmRow = state.ReadInt64() is >= 0 and long row ? row : null;
        _effectFrom = state.ReadInt64();
        _ranks.Restore(ref state);
        _mixture.Restore(ref state);
        _recent.Restore(ref state);
        if (!_sequential && AlarmRow is not null)
            _mixture.Overlook();
    }

    /// <summary>Has what was seen fade, for some rows at once.</summary>
    private void Prepare()
    {
        _mixture.Prepare();
        _recent.Prepare();
    }

    private bool Raise(long row)
    {
        if (row < _effectFrom)
            return false;
        if (_recent.Effect < _minimumEffect)
        {
            // Sure of a change that is too small: it stays so for a while, and looking costs a walk over the bins.
            _effectFrom = row + RowsBetweenLooks;
            return false;
        }

        AlarmRow = row;
        if (_sequential)
            _mixture.Clear();
        else
            _mixture.Overlook();
        return true;
    }
}
