using System.Runtime.CompilerServices;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>What a row did to a signal's alarm.</summary>
internal enum SignalEvent
{
    None = 0,
    Raised = 1,
    Renewed = 2,
}

/// <summary>
/// The e-mixture of one signal and what becomes of it after its alarm. Owned by the monitors' thread; a row takes no
/// memory unless it raises the alarm or completes a new reference.
/// </summary>
internal sealed class SignalAlarm
{
    /// <summary>In sequential mode, a change is over after so many quiet rows, and as many as it lasted.</summary>
    private const int LeastQuietRows = 1_000;

    private readonly SignalReference _reference;
    private readonly ulong _seed;
    private readonly AfterAlarm _after;
    private readonly int _rebaselineRows;
    private readonly AlarmOptions _first;
    private readonly AlarmOptions _later;
    private NumericAlarm? _numbers;
    private CategoryAlarm? _categories;
    private EMixtureAlarm _alarm;
    private SignalReference _current;
    private double? _evidence;
    private bool _isSequential;
    private long _changeFrom;
    private long _changeTo;
    private Rebaseline? _next;

    /// <param name="reference">The signal's reference.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="seed">The signal's own.</param>
    /// <param name="signals">How many signals share alpha.</param>
    public SignalAlarm(SignalReference reference, DriftAlarmOptions options, ulong seed, int signals)
    {
        _reference = _current = reference;
        _seed = seed;
        _after = options.AfterAlarm;
        _rebaselineRows = options.RebaselineRows;
        _first = new AlarmOptions { Alpha = options.Alpha / signals, Seed = seed, MinimumEffect = options.MinimumEffect };
        _later = _first with { Mode = AlarmMode.Sequential, Alpha = 1.0 / options.RowsBetweenFalseAlarms / signals };
        _alarm = Watch(reference, _first);
    }

    public string Name => _reference.Name;

    public bool IsNumeric => _reference.Numeric is not null;

    /// <summary>How far the latest rows are from the reference.</summary>
    public double Effect => _alarm.Effect;

    /// <summary>The logarithm of the wealth at which the alarm is raised.</summary>
    public double LogLimit => -Math.Log(_isSequential ? _later.Alpha : _first.Alpha);

    /// <summary>The logarithm of the wealth as the data set's mean counts it: what it was at the alarm, once that was raised.</summary>
    public double LogEvidence => _evidence ?? _alarm.LogWealth;

    /// <summary>The logarithm of the wealth now; null while a new reference is collected.</summary>
    public double? LogWealth => _next is null ? _alarm.LogWealth : null;

    /// <summary>Whether the wealth has reached a limit and no alarm was raised yet.</summary>
    public bool Reaches(double wealth) => _evidence is null && _alarm.Reaches(wealth);

    /// <summary>The cell of a category; what the reference did not name is "other".</summary>
    public int CellOf(ReadOnlySpan<byte> category, bool missing)
    {
        CategoryTable table = _reference.Categorical!.Table;
        return missing ? table.Null : table.Find(category);
    }

    /// <summary>The bin of a number for <see cref="Rank"/>, or −1 when nothing is bet on it: then it goes to <see cref="Add(double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BinOf(double value) => _next is not null || IsOver ? -1 : _numbers!.Bin(value);

    /// <summary>The first half of <see cref="Add(double)"/>, for all signals of a row before the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Rank(int bin) => _alarm.Rank(bin);

    /// <summary>The second half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SignalEvent Bet(double rank) => _alarm.Bet(rank) && IsNewChange() ? SignalEvent.Raised : SignalEvent.None;

    /// <summary>Takes in a number.</summary>
    /// <returns>What happened by it; after an alarm <see cref="GoOn"/> follows.</returns>
    public SignalEvent Add(double value)
    {
        if (_next is not null)
            return Renew(_next.Add(value));
        return !IsOver && _numbers!.Add(value) && IsNewChange() ? SignalEvent.Raised : SignalEvent.None;
    }

    /// <summary>Takes in a category by its cell.</summary>
    /// <inheritdoc cref="Add(double)"/>
    public SignalEvent Add(int cell)
    {
        if (_next is not null)
            return Renew(_next.Add(cell));
        return !IsOver && _categories!.Add(cell) && IsNewChange() ? SignalEvent.Raised : SignalEvent.None;
    }

    /// <summary>Goes on after the alert was written.</summary>
    public void GoOn()
    {
        _evidence ??= _alarm.LogWealth;
        if (_after == AfterAlarm.Rebaseline)
            _next = new Rebaseline(_reference, _rebaselineRows);
        if (_after != AfterAlarm.Sequential || _isSequential)
            return;

        _isSequential = true;
        _alarm = Watch(_reference, _later);
    }

    /// <summary>Writes what was seen, after what it was seen with: another reference or seed makes it worthless.</summary>
    public void Save(AlarmStateWriter state)
    {
        state.Write(SignalFingerprint.Of(_reference, _seed));
        state.Write(ReferenceEquals(_current, _reference) ? "" : new ReferenceProfile("alarm", RowsOf(_current), [_current]).ToJson());
        state.Write(_next is not null);
        state.Write(_isSequential);
        state.Write(_evidence is not null);
        state.Write(_evidence ?? 0);
        state.Write(_changeFrom);
        state.Write(_changeTo);
        _alarm.Save(state);
    }

    /// <summary>Goes on where another was saved; one that was collecting a new reference begins to collect it again.</summary>
    /// <returns>False when it was saved with another reference, seed or way of betting: then it begins anew.</returns>
    public bool TryRestore(ReadOnlySpan<byte> saved)
    {
        try
        {
            var state = new AlarmStateReader(saved);
            return Restore(ref state);
        }
        catch (Exception fault) when (fault is InvalidDataException or ReferenceException)
        {
            (_current, _isSequential, _evidence, _changeFrom, _changeTo, _next) = (_reference, false, null, 0, 0, null);
            _alarm = Watch(_reference, _first);
            return false;
        }
    }

    private bool Restore(ref AlarmStateReader state)
    {
        if (!state.ReadBytes().SequenceEqual(SignalFingerprint.Of(_reference, _seed)))
            return false;
        string renewed = state.ReadText();
        bool collects = state.ReadBoolean();
        bool sequential = state.ReadBoolean();
        bool raised = state.ReadBoolean();
        double evidence = state.ReadDouble();
        if ((sequential && _after != AfterAlarm.Sequential) || (collects && _after != AfterAlarm.Rebaseline))
            return false; // the options have changed since
        if (renewed.Length > 0)
            _current = ReferenceProfile.Parse(renewed).Signals[0];
        _isSequential = sequential;
        _evidence = raised ? evidence : null;
        (_changeFrom, _changeTo) = (state.ReadInt64(), state.ReadInt64());
        _alarm = Watch(_current, sequential ? _later : _first);
        _alarm.Restore(ref state);
        _next = collects ? new Rebaseline(_reference, _rebaselineRows) : null;
        return true;
    }

    private static long RowsOf(SignalReference reference) => Math.Max(reference.Numeric?.Counter.Rows ?? reference.Categorical!.Counter.Rows, 1);

    private bool IsOver => _evidence is not null && _after == AfterAlarm.Freeze;

    private bool IsNewChange()
    {
        if (!_isSequential)
            return true;
        long row = _alarm.Rows;
        bool isNew = row - _changeTo > Math.Max(LeastQuietRows, _changeTo - _changeFrom);
        _changeTo = row;
        if (isNew)
            _changeFrom = row;
        return isNew;
    }

    private SignalEvent Renew(SignalReference? complete)
    {
        if (complete is null)
            return SignalEvent.None;
        _current = complete;
        _alarm = Watch(complete, _first);
        _next = null;
        _evidence = null;
        return SignalEvent.Renewed;
    }

    private EMixtureAlarm Watch(SignalReference reference, AlarmOptions options)
    {
        if (reference.Numeric is { } numeric)
            _numbers = NumericAlarm.FromBaseline(numeric, options);
        else
            _categories = CategoryAlarm.FromBaseline(reference.Categorical!, options);
        return _numbers?.Alarm ?? _categories!.Alarm;
    }
}
