using System.Collections.Immutable;
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
/// <remarks>
/// Rows wait until there are <see cref="RowBlock.Rows"/> of them, or until somebody asks: at the end of a window, before what was
/// seen is saved, when no more rows are there. Alerts come so much later, and are what they would be row by row.
/// </remarks>
internal sealed class VersionAlarms
{
    // The columns of the features by their slots, and of the output; −1 for what raises nothing.
    private readonly int[] _numbers;
    private readonly int[] _categories;
    private readonly int _output = -1;
    private readonly ImmutableArray<SignalAlarm> _signals;
    private readonly RowBlock _block;
    private readonly Wealth[] _wealth; // of each signal after each row of a block
    private readonly double[] _evidence;
    private readonly List<RaisedSignal> _raised = [];
    private readonly double _alpha;
    private readonly DriftAlerts _alerts;

    // How many features the waiting rows have: none where they could not be read.
    private (int Numbers, int Categories) _shape;
    private bool _allRaised;

    // The latest prediction, the row behind it, and what they were when these alarms were restored.
    private PredictionId _last;
    private long _row;
    private PredictionId _restoredLast;
    private long? _restoredPosition;
    private PredictionId _missedLast;
    private long _missedRow;

    /// <param name="version">The version.</param>
    /// <param name="watched">The references of the watched signals.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="alerts">Writes the alerts.</param>
    public VersionAlarms(ServedVersion version, IReadOnlyCollection<SignalReference> watched, DriftAlarmOptions options, DriftAlerts alerts)
    {
        _alpha = options.Alpha;
        _alerts = alerts;
        _numbers = new int[version.Schema.NumericCount];
        _categories = new int[version.Schema.CategoricalCount];
        Array.Fill(_numbers, -1);
        Array.Fill(_categories, -1);
        SignalReference[] kept = [.. watched.Where(signal => !options.Ignored.Contains(signal.Name))];
        var signals = ImmutableArray.CreateBuilder<SignalAlarm>(kept.Length);
        foreach (SignalReference reference in kept)
        {
            if (reference.Name == ReferenceProfile.OutputSignal)
                _output = signals.Count;
            else
                ColumnOf(version.Schema, reference) = signals.Count;
            ulong seed = SignalSeed.Of(options.Seed, version.Schema.Name, version.Version, reference.Name);
            signals.Add(new SignalAlarm(reference, options, seed, kept.Length));
        }

        _signals = signals.MoveToImmutable();
        _block = new RowBlock(kept.Length);
        _wealth = new Wealth[kept.Length * RowBlock.Rows];
        _evidence = new double[kept.Length];
    }

    /// <summary>Told when an alarm was raised; set once.</summary>
    public Action? OnRaised { get; set; }

    /// <summary>Whether there were rows since the alarms were saved.</summary>
    public bool HasNews { get; private set; }

    /// <summary>Writes what all alarms have seen.</summary>
    public byte[] Save()
    {
        Settle();
        var state = new AlarmStateWriter();
        state.Write((long)_last.Writer);
        state.Write((long)_last.Sequence);
        state.Write(_row);
        state.Write(_allRaised);
        state.Write((long)_signals.Length);
        foreach (SignalAlarm alarm in _signals)
        {
            var own = new AlarmStateWriter();
            alarm.Save(own);
            state.Write(alarm.Name);
            state.Write(own.Written);
        }

        HasNews = false;
        return state.Written.ToArray();
    }

    /// <summary>Goes on where others of this version were saved; a signal whose reference has changed, or whose state is damaged, begins anew.</summary>
    public void Restore(ReadOnlySpan<byte> saved)
    {
        try
        {
            var state = new AlarmStateReader(saved);
            _last = new PredictionId((ulong)state.ReadInt64(), (ulong)state.ReadInt64());
            _row = state.ReadInt64();
            (_restoredLast, _missedLast, _missedRow) = (_last, _last, _row);
            bool allRaised = state.ReadBoolean();
            int same = 0;
            for (long left = state.ReadInt64(); left > 0; left--)
            {
                SignalAlarm? alarm = Find(state.ReadText());
                ReadOnlySpan<byte> own = state.ReadBytes();
                same += alarm?.TryRestore(own) == true ? 1 : 0;
            }

            _allRaised = allRaised && same == _signals.Length;
            _block.Align(_signals.Select(static alarm => alarm.Rows).DefaultIfEmpty().Max());
        }
        catch (InvalidDataException)
        {
            // What was read before goes on, the rest begins anew.
        }
    }

    /// <summary>Takes in what was recorded behind what was saved, by an app that ended without saving again: with the row that it had there.</summary>
    /// <param name="record">The prediction.</param>
    /// <param name="position">Its place in the chain.</param>
    /// <param name="missed">Knows the place of the prediction that was seen last.</param>
    public void CatchUp(in PredictionRecord record, long position, IMissedRecords missed)
    {
        if (record.Id.Writer == _restoredLast.Writer && position <= (_restoredPosition ??= missed.PositionOf(_restoredLast) ?? 0))
            return; // saved after the mark
        if (record.Id.Writer != _missedLast.Writer)
            _missedRow = 0;
        _missedLast = record.Id;
        Observe(record, _missedRow++);
    }

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

    /// <summary>Takes in a prediction, by the next <see cref="Settle"/> at the latest, and raises what there is to raise.</summary>
    /// <param name="record">The prediction.</param>
    /// <param name="row">Its row among those watched.</param>
    public void Observe(in PredictionRecord record, long row)
    {
        (int, int) shape = (Math.Min(record.Numbers.Length, _numbers.Length), Math.Min(record.Categories.Count, _categories.Length));
        if (shape != _shape)
        {
            Settle();
            _shape = shape;
        }

        (_last, _row, HasNews) = (record.Id, row + 1, true);
        int place = _block.Begin(record.TimeMicroseconds, row);
        for (int slot = 0; slot < _shape.Numbers; slot++)
        {
            if (_numbers[slot] is >= 0 and int column)
                _block.Set(column, place, record.Numbers[slot]);
        }

        TextList.Enumerator categories = record.Categories.GetEnumerator();
        for (int slot = 0; slot < _shape.Categories && categories.MoveNext(); slot++)
        {
            if (_categories[slot] is >= 0 and int column)
                _block.Set(column, place, _signals[column].CellOf(categories.Current, categories.IsNull));
        }

        if (_output >= 0)
            _block.Set(_output, place, _signals[_output].IsNumeric ? record.Output : _signals[_output].CellOf(record.OutputLabel, record.OutputLabel.IsEmpty));
        if (_block.IsFull)
            Settle();
    }

    /// <summary>Takes in the rows that wait.</summary>
    public void Settle()
    {
        if (_block.Count == 0)
            return;
        uint noted = 0;
        uint renewed = 0;
        for (int slot = 0; slot < _numbers.Length; slot++)
            Take(_numbers[slot], slot < _shape.Numbers, ref noted, ref renewed);
        for (int slot = 0; slot < _categories.Length; slot++)
            Take(_categories[slot], slot < _shape.Categories, ref noted, ref renewed);
        Take(_output, isThere: true, ref noted, ref renewed);
        bool told = (noted | renewed) != 0 && Tell(noted, renewed);
        _block.Clear();
        if (told)
            OnRaised?.Invoke();
    }

    private void Take(int column, bool isThere, ref uint noted, ref uint renewed)
    {
        if (column < 0)
            return;
        Span<Wealth> wealth = _wealth.AsSpan(column * RowBlock.Rows, _block.Count);
        if (!isThere)
        {
            _signals[column].Rest(wealth);
            return;
        }

        (uint toBeNoted, uint isRenewed) = _signals[column].Take(_block.Of(column), wealth, _raised);
        noted |= toBeNoted;
        renewed |= isRenewed;
    }

    /// <summary>Raises what there is to raise, in the order of the rows.</summary>
    /// <returns>Whether there was anything.</returns>
    private bool Tell(uint noted, uint renewed)
    {
        int told = 0;
        bool looks = true;
        for (int place = 0; place < _block.Count; place++)
        {
            (long microseconds, long row) = _block.At(place);
            foreach (RaisedSignal raised in _raised)
            {
                if (raised.Place != place)
                    continue;
                _alerts.Raise(raised, _alpha, microseconds, row);
                told++;
            }

            // The mean can be 1/α only while one wealth is: most rows need not look at all of them.
            _allRaised &= (renewed >> place & 1) == 0;
            if ((noted >> place & 1) == 0 || _allRaised || !looks || !HasEvidence(place))
                continue;

            // Sure of changes that are too small: they stay so for a block, and looking costs a walk over the bins.
            looks = AnyMatters();
            if (!looks)
                continue;
            TellAll(microseconds, row);
            told++;
        }

        _raised.Clear();
        return told > 0;
    }

    /// <summary>Whether the mean of all signals after a row has reached 1/α.</summary>
    private bool HasEvidence(int place)
    {
        for (int i = 0; i < _evidence.Length; i++)
            _evidence[i] = _wealth[(i * RowBlock.Rows) + place].Log;
        return EValues.LogMean(_evidence) >= -Math.Log(_alpha);
    }

    /// <summary>Whether one of the signals that carry the mean has changed by enough to matter.</summary>
    private bool AnyMatters()
    {
        for (int i = 0; i < _evidence.Length; i++)
        {
            if (_evidence[i] >= -Math.Log(_alpha) && _signals[i].Matters)
                return true;
        }

        return false;
    }

    private void TellAll(long microseconds, long row)
    {
        _allRaised = true;
        string[] names = [.. EValues.Rejected(_evidence, _alpha).Select(signal => _signals[signal].Name)];
        _alerts.RaiseAll(names, EValues.LogMean(_evidence), _alpha, microseconds, row);
    }

    private ref int ColumnOf(ModelSchema schema, SignalReference reference)
    {
        FeatureDeclaration feature = schema.Features.First(feature => feature.Name == reference.Name);
        return ref feature.Kind == FeatureKind.Numeric ? ref _numbers[feature.Slot] : ref _categories[feature.Slot];
    }
}
