using System.Text;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Segments;

/// <summary>
/// The segments of one version by one tag or feature. Bounded whatever values come: the segments there may be, and a
/// fixed number of counts of values that may get one. Owned by the monitors' thread.
/// </summary>
internal sealed class SegmentWatches
{
    /// <summary>Counts for each segment: a value that is one in 16 · top of the rows, or rarer, gets no segment for certain.</summary>
    private const int CountsPerSegment = 16;
    private const ulong MissingHash = 0;

    private readonly SegmentOptions _options;
    private readonly SegmentReader _reader;
    private readonly Func<string, SegmentWatch> _create;
    private readonly FrequentValues _candidates;
    private readonly Dictionary<ulong, SegmentWatch> _own = [];
    private readonly SegmentWatch _other;

    /// <param name="schema">The model's features.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="create">Makes the watch of a segment, given its name such as "tenant=acme".</param>
    public SegmentWatches(ModelSchema schema, SegmentOptions options, Func<string, SegmentWatch> create)
    {
        _options = options;
        _reader = new SegmentReader(schema, options.By);
        _create = create;
        _candidates = new FrequentValues(CountsPerSegment * options.Top);
        _other = create(NameOf(SegmentOptions.Other));
    }

    public void Add(in PredictionRecord record)
    {
        Span<byte> scratch = stackalloc byte[SegmentReader.Scratch];
        bool known = _reader.TryRead(record, scratch, out ReadOnlySpan<byte> value);
        ulong hash = known ? CategoryTable.Hash64(value) : MissingHash;
        if (!_own.TryGetValue(hash, out SegmentWatch? segment))
            segment = Choose(hash, known, value);
        segment.Add(record);
    }

    public void CloseElapsed(long now)
    {
        foreach (SegmentWatch segment in _own.Values)
            segment.CloseElapsed(now);
        _other.CloseElapsed(now);
    }

    public void Close()
    {
        foreach (SegmentWatch segment in _own.Values)
            segment.Close();
        _other.Close();
    }

    private SegmentWatch Choose(ulong hash, bool known, ReadOnlySpan<byte> value)
    {
        if (_own.Count == _options.Top || _candidates.Count(hash) < _options.LeastRows)
            return _other;
        _candidates.Remove(hash);
        SegmentWatch segment = _create(NameOf(known ? Encoding.UTF8.GetString(value) : SegmentOptions.Missing));
        _own.Add(hash, segment);
        return segment;
    }

    private string NameOf(string value) => $"{_options.By}={value}";
}
