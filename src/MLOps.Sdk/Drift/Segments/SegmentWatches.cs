using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Segments;

/// <summary>Watches the segments of one version by one tag or feature. Owned by the monitors' thread.</summary>
internal sealed class SegmentWatches
{
    private readonly SegmentIndex _index;
    private readonly SegmentReferences? _references;
    private readonly Func<string, ReferenceProfile?, SegmentWatch> _create;
    private readonly List<SegmentWatch> _watches = [];

    /// <param name="schema">The model's features.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="references">What segments looked like in training; null has each begin with its own first rows.</param>
    /// <param name="create">Makes the watch of a segment, given its name such as "tenant=acme" and its reference where there is one.</param>
    public SegmentWatches(ModelSchema schema, SegmentOptions options, SegmentReferences? references, Func<string, ReferenceProfile?, SegmentWatch> create)
    {
        _index = new SegmentIndex(schema, options, references?.ByValue.Select(static pair => pair.Value));
        _references = references;
        _create = create;
    }

    public void Add(in PredictionRecord record) => Of(record).Add(record);

    /// <summary>Has the alarms of the record's segment take it in.</summary>
    public void CatchUp(in PredictionRecord record, long position, IMissedRecords missed) => Of(record).CatchUp(record, position, missed);

    public void CloseElapsed(long now)
    {
        foreach (SegmentWatch segment in _watches)
            segment.CloseElapsed(now);
    }

    public void Settle()
    {
        foreach (SegmentWatch segment in _watches)
            segment.Settle();
    }

    public void Close()
    {
        foreach (SegmentWatch segment in _watches)
            segment.Close();
    }

    private SegmentWatch Of(in PredictionRecord record)
    {
        int segment = _index.Of(record);
        while (_watches.Count <= segment)
            _watches.Add(_create(_index.NameOf(_watches.Count), _references?.Find(_index.Values[_watches.Count])));
        return _watches[segment];
    }
}
