using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Segments;

/// <summary>One segment of a version: collects its first rows as its reference, then watches it against them. Owned by the monitors' thread.</summary>
internal sealed class SegmentWatch
{
    private readonly int _referenceRows;
    private readonly Func<ReferenceProfile, VersionWatch> _watch;
    private readonly double[] _numbers;
    private readonly string?[] _categories;
    private ReferenceBuilder? _first;
    private VersionWatch? _watching;

    /// <param name="schema">The model's features.</param>
    /// <param name="referenceRows">The rows that are the reference.</param>
    /// <param name="known">What it looked like in training; null collects its first rows.</param>
    /// <param name="watch">Watches the segment against its reference.</param>
    public SegmentWatch(ModelSchema schema, int referenceRows, ReferenceProfile? known, Func<ReferenceProfile, VersionWatch> watch)
    {
        _referenceRows = referenceRows;
        _watch = watch;
        _numbers = new double[schema.NumericCount];
        _categories = new string?[schema.CategoricalCount];
        if (known is null)
            _first = new ReferenceBuilder(schema);
        else
            _watching = watch(known);
    }

    public void Add(in PredictionRecord record)
    {
        if (_watching is not null)
            _watching.Add(record);
        else
            Collect(record);
    }

    /// <summary>Has alarms take in what an ended app had recorded; a segment that begins with its own first rows begins so at each start.</summary>
    public void CatchUp(in PredictionRecord record, long position, IMissedRecords missed) => _watching?.CatchUp(record, position, missed);

    public void CloseElapsed(long now) => _watching?.CloseElapsed(now);

    public void Settle() => _watching?.Settle();

    public void Close() => _watching?.Close();

    private void Collect(in PredictionRecord record)
    {
        // What could not be read is unknown, and no part of a reference.
        if (record.Numbers.Length != _numbers.Length)
            return;

        record.Numbers.CopyTo(_numbers);
        TextList.Enumerator categories = record.Categories.GetEnumerator();
        for (int i = 0; i < _categories.Length; i++)
            _categories[i] = categories.MoveNext() && !categories.IsNull ? Encoding.UTF8.GetString(categories.Current) : null;
        _first!.Add(_numbers, _categories, record.Output, record.OutputLabel.IsEmpty ? null : Encoding.UTF8.GetString(record.OutputLabel));
        if (_first.Rows < _referenceRows)
            return;

        _watching = _watch(_first.Build());
        _first = null;
    }
}
