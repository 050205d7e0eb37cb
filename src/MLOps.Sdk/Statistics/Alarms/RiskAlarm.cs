using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// An alarm on the error of a model, in the order in which its outcomes arrive, that may be looked at after every row and
/// still keeps its rate of false alarms: betting against a live risk of at most that at validation (after Podkopaev and
/// Ramdas 2022, Tracking the risk of a deployed model).
/// </summary>
/// <remarks>
/// <para>
/// With an upper bound b of the risk, experts with stakes λ multiply their wealth by 1 + λ (x − b) at each loss x, from
/// every row on, as in <see cref="EMixtureAlarm"/>; none can gain in the mean while the risk is at most b. The bound is
/// that of Clopper and Pearson at α/2 plus the tolerance, and the alarm is raised at a wealth of 2/α: the probability that
/// it ever is, while the risk is at most the true one at validation plus the tolerance, is at most α.
/// </para>
/// <para>
/// It needs outcomes whose delay does not depend on what they are: if frauds are known sooner than the rest, the first
/// to arrive look like a loss of accuracy. Single owner. A row takes no memory.
/// </para>
/// </remarks>
public sealed class RiskAlarm
{
    // Held here the wealth is less than it would be: still no more than a fair game.
    private const double Largest = 1e300;

    // Of the largest stake that cannot lose all: small for small changes, large for large ones.
    private static readonly double[] Shares = [1.0 / 64, 1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2];
    private readonly double[] _wealth = new double[Shares.Length];
    private readonly double _threshold;
    private readonly bool _sequential;
    private double _rest;
    private long _started;

    /// <summary>An alarm against a bound that is known: a promise, such as "at most 5 % errors".</summary>
    /// <param name="bound">The risk that is still good, above 0 and at most 1; the tolerance comes on top.</param>
    /// <param name="options">How it decides, or null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public RiskAlarm(double bound, RiskAlarmOptions? options = null)
        : this(bound, options, spent: 1)
    {
    }

    private RiskAlarm(double bound, RiskAlarmOptions? options, double spent)
    {
        options = (options ?? new RiskAlarmOptions()).Validated();
        if (bound is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "A bound of the risk lies above 0 and is at most 1, such as 0.05.");

        Bound = Math.Min(bound + options.Tolerance, 1);
        _sequential = options.Mode == AlarmMode.Sequential;
        _threshold = -Math.Log(options.Alpha / spent);
        Begin();
    }

    /// <summary>The risk above which it bets: validation's bound and the tolerance.</summary>
    public double Bound { get; }

    /// <summary>The losses seen.</summary>
    public long Rows { get; private set; }

    /// <summary>The natural logarithm of the wealth after the last row; 0 before the first.</summary>
    public double LogWealth { get; private set; }

    /// <summary>The row, counted from 0, at which the alarm was raised last; null while it never was.</summary>
    public long? AlarmRow { get; private set; }

    /// <summary>An alarm against the errors at validation.</summary>
    /// <param name="errors">Wrong predictions, 0 to <paramref name="rows"/>.</param>
    /// <param name="rows">All predictions, 1 or more. Not those that the model was fitted to: it does better on them than it can live.</param>
    /// <param name="options">How it decides, or null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static RiskAlarm AgainstValidation(long errors, long rows, RiskAlarmOptions? options = null)
    {
        options ??= new RiskAlarmOptions();
        return AgainstValidation(errors, rows, options, options.Alpha);
    }

    /// <summary>As the other, with a bound that the risk at validation exceeds with a probability of half of <paramref name="boundAlpha"/>.</summary>
    internal static RiskAlarm AgainstValidation(long errors, long rows, RiskAlarmOptions options, double boundAlpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(errors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(errors, rows);
        double bound = Intervals.ClopperPearson(errors, rows, 1 - boundAlpha).High;
        return new RiskAlarm(bound, options, spent: options.Mode == AlarmMode.Sequential ? 1 : 2);
    }

    /// <summary>Takes in a loss.</summary>
    /// <param name="loss">0 to 1; of a classification 1 when it was wrong and 0 when it was right.</param>
    /// <returns>
    /// Whether the alarm is raised by this row. In lifetime mode that happens once, and the wealth goes on; in sequential
    /// mode the wealth starts afresh.
    /// </returns>
    public bool Add(double loss)
    {
        if (loss is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(loss), loss, "A loss lies between 0 and 1: 1 for a wrong prediction, 0 for a right one.");

        long row = Rows++;
        double stake = Stake();
        double sum = 0;
        for (int i = 0; i < _wealth.Length; i++)
        {
            _wealth[i] = Math.Min((_wealth[i] + stake) * (1 + (Shares[i] / Bound * (loss - Bound))), Largest);
            sum += _wealth[i];
        }

        LogWealth = Math.Log((sum / _wealth.Length) + _rest);
        if (LogWealth < _threshold || (!_sequential && AlarmRow is not null))
            return false;

        AlarmRow = row;
        if (_sequential)
            Begin();
        return true;
    }

    /// <summary>Writes what was seen.</summary>
    internal void Save(AlarmStateWriter state)
    {
        state.Write(_wealth);
        state.Write(_rest);
        state.Write(_started);
        state.Write(Rows);
        state.Write(LogWealth);
        state.Write(AlarmRow ?? -1);
    }

    /// <summary>Goes on where another with the same bound and mode was saved.</summary>
    /// <exception cref="InvalidDataException">It was another one.</exception>
    internal void Restore(ref AlarmStateReader state)
    {
        state.Read(_wealth);
        _rest = state.ReadDouble();
        _started = state.ReadInt64();
        Rows = state.ReadInt64();
        LogWealth = state.ReadDouble();
        AlarmRow = state.ReadInt64() is >= 0 and long row ? row : null;
    }

    private double Stake()
    {
        if (_sequential)
            return 1;

        double stake = StartWeights.Of(++_started);
        _rest = Math.Max(_rest - stake, 0);
        return stake;
    }

    private void Begin()
    {
        Array.Clear(_wealth);
        _rest = _sequential ? 0 : 1;
        _started = 0;
    }
}
