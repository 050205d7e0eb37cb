using System.Collections.Immutable;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>What was counted of a run of predictions: a counter for each watched signal. Counts of several runs add. Owned by the monitors' thread.</summary>
internal sealed class WindowCounts
{
    private readonly NumericCounter?[] _numbers;
    private readonly CategoryCounter?[] _categories;
    private readonly SignalCounter? _output;

    /// <summary>Counts that are empty.</summary>
    /// <param name="schema">The features of the records.</param>
    /// <param name="signals">What is watched of them, in the kind that the model declares, and the output.</param>
    public WindowCounts(ModelSchema schema, ImmutableArray<SignalWatch> signals)
    {
        _numbers = new NumericCounter?[schema.NumericCount];
        _categories = new CategoryCounter?[schema.CategoricalCount];
        Signals = new SignalCounter[signals.Length];
        for (int i = 0; i < Signals.Length; i++)
        {
            SignalReference reference = signals[i].Reference;
            Signals[i] = SignalCounter.Over(reference);
            if (reference.Name == ReferenceProfile.OutputSignal)
            {
                _output = Signals[i];
                continue;
            }

            FeatureDeclaration feature = schema.Features.First(feature => feature.Name == reference.Name);
            if (feature.Kind == FeatureKind.Numeric)
                _numbers[feature.Slot] = Signals[i].Numbers;
            else
                _categories[feature.Slot] = Signals[i].Categories;
        }

        Clear();
    }

    /// <summary>The counters in the order of the signals.</summary>
    public SignalCounter[] Signals { get; }

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

    /// <summary>Counts one prediction. Takes no memory.</summary>
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
        NumericRow.Add(_numbers, record.Numbers);

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
        for (int i = 0; i < Signals.Length; i++)
            Signals[i].Add(other.Signals[i]);
        Rows += other.Rows;
        LateRows += other.LateRows;
        FirstRow = Math.Min(FirstRow, other.FirstRow);
        From = Math.Min(From, other.From);
        To = Math.Max(To, other.To);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (SignalCounter counter in Signals)
            counter.Clear();
        (Rows, LateRows) = (0, 0);
        FirstRow = long.MaxValue;
        (From, To) = (long.MaxValue, long.MinValue);
        End = long.MaxValue;
    }

    private void AddOutput(in PredictionRecord record)
    {
        if (_output?.Numbers is { } numbers)
            numbers.Add(record.Output);
        else if (_output?.Categories is { } categories && record.OutputLabel.IsEmpty)
            categories.AddMissing();
        else
            _output?.Categories?.Add(record.OutputLabel);
    }
}
