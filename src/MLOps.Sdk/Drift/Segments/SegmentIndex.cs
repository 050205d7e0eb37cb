using System.Text;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Segments;

/// <summary>
/// Numbers the segments of one version by one tag or feature: 0 for "other", then those with their own in the order in which
/// they came. Bounded whatever values come: the segments there may be, and a fixed number of counts of values that may get
/// one. Owned by the monitors' thread.
/// </summary>
internal sealed class SegmentIndex
{
    /// <summary>The number of "other".</summary>
    public const int Other = 0;

    /// <summary>Counts for each segment: a value that is one in 16 · top of the rows, or rarer, gets no segment for certain.</summary>
    private const int CountsPerSegment = 16;
    private const ulong MissingHash = 0;

    private readonly SegmentOptions _options;
    private readonly SegmentReader _reader;
    private readonly FrequentValues _candidates;
    private readonly Dictionary<ulong, int> _own = [];
    private readonly List<string> _values = [SegmentOptions.Other];

    /// <param name="schema">The model's features.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="known">Values that have a segment from the start, at most as many as may have one.</param>
    public SegmentIndex(ModelSchema schema, SegmentOptions options, IEnumerable<string>? known = null)
    {
        _options = options;
        _reader = new SegmentReader(schema, options.By);
        _candidates = new FrequentValues(CountsPerSegment * options.Top);
        foreach (string value in (known ?? []).Take(options.Top))
            Add(CategoryTable.Hash64(Encoding.UTF8.GetBytes(value)), value);
    }

    /// <summary>The values by their segments' numbers.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>What a segment is called, such as "tenant=acme".</summary>
    public string NameOf(int segment) => $"{_options.By}={_values[segment]}";

    /// <summary>The segment of a prediction; a value that has become frequent gets one of its own by this.</summary>
    public int Of(in PredictionRecord record)
    {
        Span<byte> scratch = stackalloc byte[SegmentReader.Scratch];
        bool known = _reader.TryRead(record, scratch, out ReadOnlySpan<byte> value);
        ulong hash = known ? CategoryTable.Hash64(value) : MissingHash;
        if (_own.TryGetValue(hash, out int segment))
            return segment;
        if (_own.Count == _options.Top || _candidates.Count(hash) < _options.LeastRows)
            return Other;
        _candidates.Remove(hash);
        return Add(hash, known ? Encoding.UTF8.GetString(value) : SegmentOptions.Missing);
    }

    private int Add(ulong hash, string value)
    {
        _own.Add(hash, _values.Count);
        _values.Add(value);
        return _values.Count - 1;
    }
}
