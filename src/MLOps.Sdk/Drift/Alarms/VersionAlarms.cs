using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>
/// The e-mixtures of all signals of a version, and of the data set: K signals raise at K/α, all together at a mean of
/// 1/α. The mean reaches 1/α whenever one of K signals reaches K/α, so that all of these alarms share one α.
/// Owned by the monitors' thread; a row takes no memory unless it raises an alarm.
/// </summary>
internal sealed class VersionAlarms
{
    private const int Together = 16;

    private readonly SignalAlarm?[] _numbers;
    private readonly SignalAlarm?[] _categories;
    private readonly SignalAlarm? _output;
    private readonly ImmutableArray<SignalAlarm> _signals;
    private readonly double[] _evidence;
    private readonly double _alpha;
    private readonly double _wealth;
    private readonly DriftAlerts _alerts;
    private bool _suspicious;
    private bool _allRaised;
    private PredictionId _last;
    private long _lastTime;
    private long _row;
    private long _savedRow;

    /// <param name="version">The version.</param>
    /// <param name="watched">The references of the watched signals.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="alerts">Writes the alerts.</param>
    public VersionAlarms(ServedVersion version, IReadOnlyCollection<SignalReference> watched, DriftAlarmOptions options, DriftAlerts alerts)
    {
        _alpha = options.Alpha;
        _wealth = 1 / options.Alpha;
        _alerts = alerts;
        _numbers = new SignalAlarm?[version.Schema.NumericCount];
        _categories = new SignalAlarm?[version.Schema.CategoricalCount];
        SignalReference[] kept = [.. watched.Where(signal => !options.Ignored.Contains(signal.Name))];
        var signals = ImmutableArray.CreateBuilder<SignalAlarm>(kept.Length);
        foreach (SignalReference reference in kept)
        {
            ulong seed = SignalSeed.Of(options.Seed, version.Schema.Name, version.Version, reference.Name);
            var alarm = new SignalAlarm(reference, options, seed, kept.Length);
            signals.Add(alarm);
            if (reference.Name == ReferenceProfile.OutputSignal)
                _output = alarm;
            else
                SlotOf(version.Schema, reference) = alarm;
        }

        _signals = signals.MoveToImmutable();
        _evidence = new double[kept.Length];
    }

    /// <summary>Told when an alarm was raised; set once.</summary>
    public Action? OnRaised { get; set; }

    /// <summary>Whether there were rows since the alarms were saved.</summary>
    public bool HasNews => _row != _savedRow;

    /// <summary>Writes what all alarms have seen.</summary>
    public byte[] Save()
    {
        var state = new AlarmStateWriter();
        state.Write((long)_last.Writer);
        state.Write((long)_last.Sequence);
        state.Write(_lastTime);
        state.Write(_allRaised);
        state.Write((long)_signals.Length);
        foreach (SignalAlarm alarm in _signals)
        {
            var own = new AlarmStateWriter();
            alarm.Save(own);
            state.Write(alarm.Name);
            state.Write(own.Written);
        }

        _savedRow = _row;
        return state.Written.ToArray();
    }

    /// <summary>Goes on where others of this version were saved; a signal whose reference has changed, or whose state is damaged, begins anew.</summary>
    public void Restore(ReadOnlySpan<byte> saved)
    {
        try
        {
            var state = new AlarmStateReader(saved);
            _last = new PredictionId((ulong)state.ReadInt64(), (ulong)state.ReadInt64());
            _lastTime = state.ReadInt64();
            bool allRaised = state.ReadBoolean();
            int same = 0;
            for (long left = state.ReadInt64(); left > 0; left--)
            {
                SignalAlarm? alarm = Find(state.ReadText());
                ReadOnlySpan<byte> own = state.ReadBytes();
                same += alarm?.TryRestore(own) == true ? 1 : 0;
            }

            _allRaised = allRaised && same == _signals.Length;
        }
        catch (InvalidDataException)
        {
            // What was read before goes on, the rest begins anew.
        }
    }

    /// <summary>Takes in what was recorded behind what was saved, by an app that ended without saving again.</summary>
    public void CatchUp(ServedVersion version, bool shadow, MissedRecords missed) =>
        missed.After(version, shadow, _last, _lastTime, (in PredictionRecord record) => Observe(record, row: 0));

    /// <summary>The alarm of a signal; null when it raises nothing.</summary>
    public SignalAlarm? Find(string signal)
    {
        foreach (SignalAlarm alarm in _signals)
        {
            if (alarm.Name == signal)
                return alarm;
        }

        return null;
    }

    /// <summary>Takes in a prediction, and raises what there is to raise.</summary>
    /// <param name="record">The prediction.</param>
    /// <param name="row">Its row among those watched.</param>
    public void Observe(in PredictionRecord record, long row)
    {
        _suspicious = false;
        _row = row + 1;
        (_last, _lastTime) = (record.Id, record.TimeMicroseconds);
        for (int from = 0; from < record.Numbers.Length && from < _numbers.Length; from += Together)
            ObserveNumbers(record, row, from);

        TextList.Enumerator categories = record.Categories.GetEnumerator();
        for (int i = 0; i < _categories.Length && categories.MoveNext(); i++)
        {
            if (_categories[i] is { } alarm)
                After(alarm, alarm.Add(alarm.CellOf(categories.Current, categories.IsNull)), record, row);
        }

        if (_output is { } output)
            After(output, output.IsNumeric ? output.Add(record.Output) : output.Add(output.CellOf(record.OutputLabel, record.OutputLabel.IsEmpty)), record, row);
        if (_suspicious && !_allRaised)
            ObserveAll(record, row);
    }

    /// <summary>Bins of some signals first, then their ranks, then their bets: what one signal waits for, the others need not.</summary>
    [SkipLocalsInit]
    private void ObserveNumbers(in PredictionRecord record, long row, int from)
    {
        int length = Math.Min(Together, Math.Min(_numbers.Length, record.Numbers.Length) - from);
        ReadOnlySpan<SignalAlarm?> alarms = _numbers.AsSpan(from, length);
        ReadOnlySpan<double> values = record.Numbers.Slice(from, length);
        Span<int> bins = stackalloc int[Together];
        Span<double> ranks = stackalloc double[Together];
        for (int i = 0; i < values.Length; i++)
            bins[i] = alarms[i]?.BinOf(values[i]) ?? -1;
        for (int i = 0; i < values.Length; i++)
            ranks[i] = bins[i] >= 0 ? alarms[i]!.Rank(bins[i]) : 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (alarms[i] is { } alarm)
                After(alarm, bins[i] >= 0 ? alarm.Bet(ranks[i]) : alarm.Add(values[i]), record, row);
        }
    }

    private ref SignalAlarm? SlotOf(ModelSchema schema, SignalReference reference)
    {
        FeatureDeclaration feature = schema.Features.First(feature => feature.Name == reference.Name);
        return ref feature.Kind == FeatureKind.Numeric ? ref _numbers[feature.Slot] : ref _categories[feature.Slot];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void After(SignalAlarm alarm, SignalEvent happened, in PredictionRecord record, long row)
    {
        // The mean can be 1/α only while one wealth is: most rows need not look at all of them.
        _suspicious |= happened == SignalEvent.Raised || alarm.Reaches(_wealth);
        _allRaised &= happened != SignalEvent.Renewed;
        if (happened != SignalEvent.Raised)
            return;
        _alerts.Raise(alarm, _alpha, record.TimeMicroseconds, row);
        alarm.GoOn();
        OnRaised?.Invoke();
    }

    private void ObserveAll(in PredictionRecord record, long row)
    {
        for (int i = 0; i < _evidence.Length; i++)
            _evidence[i] = _signals[i].LogEvidence;
        double mean = EValues.LogMean(_evidence);
        if (mean < -Math.Log(_alpha))
            return;
        _allRaised = true;
        string[] names = [.. EValues.Rejected(_evidence, _alpha).Select(place => _signals[place].Name)];
        _alerts.RaiseAll(names, mean, _alpha, record.TimeMicroseconds, row);
        OnRaised?.Invoke();
    }
}
