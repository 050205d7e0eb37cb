using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance.Windows;

/// <summary>The windows of outcomes of one version, and of its segments. Owned by the monitors' thread.</summary>
internal sealed class VersionOutcomes
{
    /// <summary>Segmentations that have windows of their own: as many numbers of 16 bits as fit into 64.</summary>
    public const int MostSegmentations = 4;

    private readonly ServedVersion _version;
    private readonly PerformanceBaseline _baseline;
    private readonly IWindowSink? _sink;
    private readonly SegmentIndex[] _segmentations;
    private readonly OutcomeWindow _all;
    private readonly List<OutcomeWindow>[] _segments;

    public VersionOutcomes(ServedVersion version, PerformanceBaseline baseline, IReadOnlyList<SegmentOptions> segmentations, IWindowSink? sink)
    {
        _version = version;
        _baseline = baseline;
        _sink = sink;
        _segmentations = [.. segmentations.Take(MostSegmentations).Select(options => new SegmentIndex(version.Schema, options))];
        _segments = [.. _segmentations.Select(static _ => new List<OutcomeWindow>())];
        _all = new OutcomeWindow(version, baseline, null);
    }

    /// <summary>The numbers of the segments of a prediction.</summary>
    public ulong SegmentsOf(in PredictionRecord record)
    {
        ulong all = 0;
        for (int i = 0; i < _segmentations.Length; i++)
            all |= (ulong)(ushort)_segmentations[i].Of(record) << (16 * i);
        return all;
    }

    /// <summary>Counts an outcome, and hands over the windows that are full.</summary>
    public void Add(in WaitingPrediction prediction, in AnnotationRecord outcome, bool? wrong)
    {
        Add(_all, prediction, outcome, wrong);
        for (int i = 0; i < _segmentations.Length; i++)
        {
            int segment = (ushort)(prediction.Segments >> (16 * i));
            List<OutcomeWindow> windows = _segments[i];
            while (windows.Count <= segment)
                windows.Add(new OutcomeWindow(_version, _baseline, _segmentations[i].NameOf(windows.Count)));
            Add(windows[segment], prediction, outcome, wrong);
        }
    }

    /// <summary>Hands over every open window, however short.</summary>
    public void Close()
    {
        Close(_all);
        foreach (OutcomeWindow window in _segments.SelectMany(static windows => windows))
            Close(window);
    }

    private void Add(OutcomeWindow window, in WaitingPrediction prediction, in AnnotationRecord outcome, bool? wrong)
    {
        window.Add(prediction, outcome, wrong);
        if (window.Rows >= _baseline.WindowRows)
            Close(window);
    }

    private void Close(OutcomeWindow window)
    {
        if (window.Rows > 0)
            _sink?.Add(window.Close());
    }
}
