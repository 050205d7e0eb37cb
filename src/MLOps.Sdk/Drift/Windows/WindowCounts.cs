using System.Collections.Immutable;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>What was counted of a run of predictions: a counter for each watched signal. Counts of several runs add. Owned by the monitors' thread.</summary>
internal sealed class WindowCounts
{
    private readonly NumericBatch?[] _numbers;
    private readonly CategoryCounter?[] _categories;
    private readonly SignalCounter? _output;
    private readonly SignalCounter[] _signals;

    /// <summary>Counts that are empty.</summary>
    /// <param name="schema">The features of the records.</param>
    /// <param name="signals">What is watched of them, in the kind that the model declares, and the output.</param>
    public WindowCounts(ModelSchema schema, ImmutableArray<SignalWatch> signals)
    {
        _numbers = new NumericBatch?[schema.NumericCount];
        _categories = new CategoryCounter?[schema.CategoricalCount];
        _signals = new SignalCounter[signals.Length];
        for (int i = 0; i < _signals.Length; i++)
        {
            SignalReference reference = signals[i].Reference;
            _signals[i] = SignalCounter.Over(reference);
            if (reference.Name == ReferenceProfile.OutputSignal)
            {
                _output = _signals[i];
                continue;
            }

            FeatureDeclaration feature = schema.Features.First(feature => feature.Name == reference.Name);
            if (feature.Kind == FeatureKind.Numeric)
                _numbers[feature.Slot] = _signals[i].Batch;
            else
                _categories[feature.Slot] = _signals[i].Categories;
        }

        Clear();
    }

    /// <summary>The predictions counted.</summary>
    public long Rows { get; private set; }

    /// <summary>Those of them that came after their time was over.</summary>
    public long LateRows { get; private set; }

    /// <summary>The row of the first of them.</summary>
    public long FirstRow { get; private set; }

    /// <summary>The earliest record time, in microseconds since 1970.</summary>
    public long From { get; private set; }

    /// <summary>The latest record time.</summary>
    public long To { get; private set; }

    /// <summary>When the time that is counted here ends, in microseconds since 1970; for windows by time.</summary>
    public long End { get; set; }

    /// <summary>Everything that was counted of a signal.</summary>
    /// <param name="signal">Its place among the signals.</param>
    public SignalCounter Of(int signal)
    {
        _signals[signal].Batch?.Count();
        return _signals[signal];
    }

    /// <summary>Counts one prediction. Takes no memory but the first.</summary>
    /// <param name="record">The prediction.</param>
    /// <param name="row">Its number among those watched.</param>
    /// <param name="late">Whether its own time is over.</param>
    public void Add(in PredictionRecord record, long row, bool late = false)
    {
        Rows++;
        LateRows += late ? 1 : 0;
        FirstRow = Math.Min(FirstRow, row);
        From = Math.Min(From, record.TimeMicroseconds);
        To = Math.Max(To, record.TimeMicroseconds);

        // Empty when the features could not be read: unknown, which is not the same as missing.
        ReadOnlySpan<double> numbers = record.Numbers;
        for (int i = 0; i < numbers.Length && i < _numbers.Length; i++)
            _numbers[i]?.Add(numbers[i]);

        TextList.Enumerator categories = record.Categories.GetEnumerator();
        for (int i = 0; i < _categories.Length && categories.MoveNext(); i++)
        {
            if (_categories[i] is not { } counter)
                continue;
            if (categories.IsNull)
                counter.AddMissing();
            else
                counter.Add(categories.Current);
        }

        AddOutput(record);
    }

    /// <summary>Adds what was counted elsewhere over the same signals.</summary>
    public void Add(WindowCounts other)
    {
        for (int i = 0; i < _signals.Length; i++)
            Of(i).Add(other.Of(i));
        Rows += other.Rows;
        LateRows += other.LateRows;
        FirstRow = Math.Min(FirstRow, other.FirstRow);
        From = Math.Min(From, other.From);
        To = Math.Max(To, other.To);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (SignalCounter counter in _signals)
            counter.Clear();
        (Rows, LateRows) = (0, 0);
        FirstRow = long.MaxValue;
        (From, To) = (long.MaxValue, long.MinValue);
        End = long.MaxValue;
    }

    private void AddOutput(in PredictionRecord record)
    {
        if (_output?.Batch is { } numbers)
            numbers.Add(record.Output);
        else if (_output?.Categories is { } categories && record.OutputLabel.IsEmpty)
            categories.AddMissing();
        else
            _output?.Categories?.Add(record.OutputLabel);
    }
}
