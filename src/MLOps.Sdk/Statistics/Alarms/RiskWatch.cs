namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>What a <see cref="RiskWatch"/> is doing.</summary>
public enum RiskWatchState
{
    /// <summary>Betting against the bound.</summary>
    Watching = 0,

    /// <summary>Counting the rows after an alarm, which say what is normal now.</summary>
    Learning = 1,

    /// <summary>It has alarmed and does nothing more.</summary>
    Frozen = 2,
}

/// <summary>
/// Watches the error of a model for as long as it lives: a <see cref="RiskAlarm"/> against validation, and after an alarm
/// one against what is normal since, whose promise is a mean time between false alarms. Single owner.
/// </summary>
public sealed class RiskWatch
{
    private readonly RiskWatchOptions _options;
    private readonly long _rebaselineRows;
    private RiskAlarm _alarm;
    private long _learned;
    private double _losses;

    // What is normal since the last alarm; no rows before the first.
    private long _normalErrors;
    private long _normalRows;

    /// <summary>A watch against the errors at validation.</summary>
    /// <param name="errors">Wrong predictions, 0 to <paramref name="rows"/>.</param>
    /// <param name="rows">All predictions, 1 or more. Not those that the model was fitted to.</param>
    /// <param name="options">How it decides, or null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public RiskWatch(long errors, long rows, RiskWatchOptions? options = null)
    {
        _options = (options ?? new RiskWatchOptions()).Validated();
        _rebaselineRows = _options.RebaselineRows ?? Math.Max(rows, 1_000);
        FalseAlarmRate = _options.Alpha;
        _alarm = RiskAlarm.AgainstValidation(errors, rows, new RiskAlarmOptions { Alpha = _options.Alpha, Tolerance = _options.Tolerance });
    }

    /// <summary>What it is doing.</summary>
    public RiskWatchState State { get; private set; }

    /// <summary>The risk above which it bets.</summary>
    public double Bound => _alarm.Bound;

    /// <summary>The natural logarithm of the wealth after the last row that was bet on.</summary>
    public double LogWealth => _alarm.LogWealth;

    /// <summary>What the alarm in force promises: before the first the probability of ever being false, after it false alarms a row.</summary>
    public double FalseAlarmRate { get; private set; }

    /// <summary>The losses seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes in a loss.</summary>
    /// <param name="loss">0 to 1; of a classification 1 when it was wrong and 0 when it was right.</param>
    /// <returns>Whether the alarm is raised by this row.</returns>
    public bool Add(double loss)
    {
        if (loss is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(loss), loss, "A loss lies between 0 and 1: 1 for a wrong prediction, 0 for a right one.");

        Rows++;
        if (State == RiskWatchState.Learning)
            Learn(loss);
        else if (State == RiskWatchState.Watching && _alarm.Add(loss))
            return Alarmed();
        return false;
    }

    /// <summary>Writes what was seen, so that the promise holds over restarts of the app.</summary>
    internal void Save(AlarmStateWriter state)
    {
        foreach (long value in (ReadOnlySpan<long>)[(long)State, Rows, _normalErrors, _normalRows, _learned])
            state.Write(value);
        state.Write(_losses);
        _alarm.Save(state);
    }

    /// <summary>Goes on where another with the same validation and options was saved. After a fault it must not be used.</summary>
    /// <exception cref="InvalidDataException">It was another one.</exception>
    internal void Restore(ref AlarmStateReader state)
    {
        var was = (RiskWatchState)state.ReadInt64();
        Rows = state.ReadInt64();
        (long errors, long rows) = (state.ReadInt64(), state.ReadInt64());
        (_learned, _losses) = (state.ReadInt64(), state.ReadDouble());
        if (rows > 0)
            WatchSince(errors, rows);
        _alarm.Restore(ref state);
        State = was;
    }

    private bool Alarmed()
    {
        State = _options.Rebaseline ? RiskWatchState.Learning : RiskWatchState.Frozen;
        _learned = 0;
        _losses = 0;
        return true;
    }

    private void Learn(double loss)
    {
        _losses += loss;
        if (++_learned < _rebaselineRows)
            return;

        WatchSince((long)Math.Ceiling(_losses), _learned);
    }

    /// <summary>Watches on against what is normal since an alarm.</summary>
    private void WatchSince(long errors, long rows)
    {
        (_normalErrors, _normalRows) = (errors, rows);
        FalseAlarmRate = 1.0 / _options.RowsBetweenFalseAlarms;
        var sequential = new RiskAlarmOptions { Alpha = FalseAlarmRate, Mode = AlarmMode.Sequential, Tolerance = _options.Tolerance };
        _alarm = RiskAlarm.AgainstValidation(errors, rows, sequential, boundAlpha: _options.Alpha);
        State = RiskWatchState.Watching;
    }
}
