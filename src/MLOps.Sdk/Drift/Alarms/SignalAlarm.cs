using System.Runtime.CompilerServices;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>
/// The e-mixture of one signal and what becomes of it after its alarm. Owned by the monitors' thread; a row takes no
/// memory unless it raises the alarm or completes a new reference. Many rows at once do what they do one after the other.
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
    private readonly double _noted; // the mean of all signals can reach it only while one of them does
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
        _noted = 1 / options.Alpha;
        _later = _first with { Mode = AlarmMode.Sequential, Alpha = 1.0 / options.RowsBetweenFalseAlarms / signals };
        _alarm = Watch(reference, _first);
    }

    public string Name => _reference.Name;

    public bool IsNumeric => _reference.Numeric is not null;

    /// <summary>The rows that the alarm in force has seen.</summary>
    public long Rows => _alarm.Rows;

    /// <summary>The logarithm of the wealth now; null while a new reference is collected.</summary>
    public double? LogWealth => _next is null ? _alarm.LogWealth : null;

    /// <summary>The cell of a category; what the reference did not name is "other".</summary>
    public int CellOf(ReadOnlySpan<byte> category, bool missing)
    {
        CategoryTable table = _reference.Categorical!.Table;
        return missing ? table.Null : table.Find(category);
    }

    /// <summary>Takes in the signal's values of rows.</summary>
    /// <param name="values">Numbers, or the cells of categories: see <see cref="CellOf"/>.</param>
    /// <param name="evidence">Receives the wealth after each row as the data set's mean counts it: what it was at the alarm, once that was raised.</param>
    /// <param name="raised">Alarms that are raised are added to it.</param>
    /// <returns>A bit for each row after which the data set's mean is to be looked at, and one for each that completed a new reference.</returns>
    [SkipLocalsInit]
    public (uint Noted, uint Renewed) Take(ReadOnlySpan<double> values, Span<Wealth> evidence, List<RaisedSignal> raised)
    {
        Span<int> bins = stackalloc int[RowsAhead.Rows];
        uint noted = 0;
        uint renewed = 0;
        int done = 0;
        while (done < values.Length && !IsOver)
        {
            if (_next is not null)
            {
                renewed |= Renew(_next.Add(values[done])) ? 1U << done : 0;
                evidence[done++] = Evidence;
                continue;
            }

            ReadOnlySpan<double> some = values[done..Math.Min(values.Length, done + RowsAhead.Rows)];
            if (_numbers is not null)
                _numbers.Bins(some, bins);
            else
                _categories!.Bins(some, bins);
            Taken taken = _alarm.Take(bins[..some.Length], evidence[done..]);
            Wealth last = evidence[done + taken.Rows - 1];
            if (_evidence is null)
                noted |= taken.Noted << done;
            else
                evidence.Slice(done, taken.Rows).Fill(Evidence);
            done += taken.Rows;
            if (!taken.Raised || !IsNewChange())
                continue;
            raised.Add(new RaisedSignal(Name, done - 1, last.Log, LogLimit, _alarm.Effect));
            noted |= 1U << (done - 1);
            GoOn();
            evidence[done - 1] = Evidence;
        }

        evidence[done..].Fill(Evidence); // of a signal that is over
        return (noted, renewed);
    }

    /// <summary>Whether the change is one that matters; one that was raised did.</summary>
    public bool Matters => _evidence is not null || _alarm.Effect >= _first.MinimumEffect;

    /// <summary>The evidence of rows that say nothing about the signal.</summary>
    public void Rest(Span<Wealth> evidence) => evidence.Fill(Evidence);

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
        _next?.Save(state);
    }

    /// <summary>Goes on where another was saved; one that was collecting a new reference goes on to collect it.</summary>
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
        if (collects)
        {
            _next = new Rebaseline(_reference, _rebaselineRows);
            _next.Restore(ref state);
        }

        return true;
    }

    private static long RowsOf(SignalReference reference) => Math.Max(reference.Numeric?.Counter.Rows ?? reference.Categorical!.Counter.Rows, 1);

    private double LogLimit => -Math.Log(_isSequential ? _later.Alpha : _first.Alpha);

    private Wealth Evidence => _evidence is { } log ? Wealth.OfLog(log) : _alarm.Wealth;

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

    /// <summary>Goes on after its alarm was raised.</summary>
    private void GoOn()
    {
        _evidence ??= _alarm.LogWealth;
        if (_after == AfterAlarm.Rebaseline)
            _next = new Rebaseline(_reference, _rebaselineRows);
        if (_after != AfterAlarm.Sequential || _isSequential)
            return;

        _isSequential = true;
        _alarm = Watch(_reference, _later);
    }

    private bool Renew(SignalReference? complete)
    {
        if (complete is null)
            return false;
        _current = complete;
        _alarm = Watch(complete, _first);
        _next = null;
        _evidence = null;
        return true;
    }

    private EMixtureAlarm Watch(SignalReference reference, AlarmOptions options)
    {
        if (reference.Numeric is { } numeric)
            _numbers = NumericAlarm.FromBaseline(numeric, options);
        else
            _categories = CategoryAlarm.FromBaseline(reference.Categorical!, options);
        EMixtureAlarm alarm = _numbers?.Alarm ?? _categories!.Alarm;
        alarm.Note(_noted);
        return alarm;
    }
}
