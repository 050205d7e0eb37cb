using System.Collections.Immutable;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>Watches one version against one reference: its alarms and its windows. Owned by the monitors' thread.</summary>
internal sealed class VersionWatch
{
    private readonly ImmutableArray<SignalWatch> _signals;
    private readonly WatchAlarms _alarms;
    private readonly WindowPanes _panes;
    private readonly KsPValueCache _pValues;
    private readonly Action<DriftWindow> _onWindow;
    private long _rows;
    private long _index;

    /// <summary>Watches the features that the profile knows in the kind that the model declares.</summary>
    /// <param name="version">The version.</param>
    /// <param name="shadow">Whether nobody sees its answers.</param>
    /// <param name="profile">The reference, or null: then nothing is watched.</param>
    /// <param name="generation">The state of the references when this was made.</param>
    /// <param name="parts">What all watches of a monitor share.</param>
    /// <param name="alarms">Makes the alarms over the references of what is watched.</param>
    public VersionWatch(
        ServedVersion version, bool shadow, ReferenceProfile? profile, int generation, WatchParts parts, Func<IReadOnlyCollection<SignalReference>, WatchAlarms> alarms)
    {
        Version = version;
        Shadow = shadow;
        Profile = profile;
        Generation = generation;
        _pValues = parts.PValues;
        _onWindow = parts.OnWindow;
        List<SignalReference> watched = [.. WatchedFeatures(version.Schema, profile)];
        if (profile?.Find(ReferenceProfile.OutputSignal) is { } output)
            watched.Add(output);
        _alarms = alarms(watched);
        _signals = [.. watched.Select(reference => new SignalWatch(reference, _alarms.Rows?.Find(reference.Name)))];
        _panes = new WindowPanes(parts.Shape, () => new WindowCounts(version.Schema, _signals), Close);
    }

    /// <summary>The segment that is watched; null for all predictions.</summary>
    public string? Segment { get; init; }

    public ServedVersion Version { get; }

    public bool Shadow { get; }

    /// <summary>The reference that the windows are compared with.</summary>
    public ReferenceProfile? Profile { get; }

    /// <summary>The state of the references when <see cref="Profile"/> was last found among them.</summary>
    public int Generation { get; set; }

    /// <summary>Whether there is anything to watch.</summary>
    public bool Watches => !_signals.IsEmpty;

    /// <summary>Goes on counting rows and windows where another watch of the version stopped.</summary>
    public void ContinueAfter(VersionWatch earlier) => (_rows, _index) = (earlier._rows, earlier._index);

    /// <summary>Counts one prediction, closes the windows that are over, and looks at the alarms. Takes no memory unless a window closes.</summary>
    public void Add(in PredictionRecord record)
    {
        long row = _rows++;

        // The alarms first: a window that this row ends shows the wealth that includes it.
        _alarms.Rows?.Observe(record, row);
        _panes.Add(record, row);
    }

    /// <summary>Has alarms that are kept take in what an ended app had recorded; its windows are not made up for.</summary>
    public void CatchUp(in PredictionRecord record, long position, IMissedRecords missed)
    {
        if (_alarms.AreKept)
            _alarms.Rows!.CatchUp(record, position, missed);
    }

    /// <summary>Closes the windows by time that are over.</summary>
    /// <param name="now">The time in microseconds since 1970.</param>
    public void CloseElapsed(long now) => _panes.CloseElapsed(now);

    /// <summary>Has alarms look at the rows that wait for it.</summary>
    public void Settle() => _alarms.Rows?.Settle();

    /// <summary>Closes every open window, however short.</summary>
    public void Close()
    {
        Settle();
        _panes.Close();
    }

    private void Close(WindowCounts counts)
    {
        if (counts.Rows == 0)
            return;

        Settle();
        var signals = ImmutableArray.CreateBuilder<SignalDrift>(_signals.Length);
        for (int i = 0; i < _signals.Length; i++)
        {
            // Emptied at once, while the cells are still in the core's cache.
            SignalCounter counter = counts.Of(i);
            signals.Add(_signals[i].Compare(counter, _pValues));
            counter.Clear();
        }

        var window = new DriftWindow
        {
            Model = Version.Schema.Name,
            Version = Version.Version,
            Shadow = Shadow,
            Segment = Segment,
            Index = _index++,
            FirstRow = counts.FirstRow,
            Rows = counts.Rows,
            LateRows = counts.LateRows,
            From = WallTime.Of(counts.From),
            To = WallTime.Of(counts.To),
            Signals = signals.MoveToImmutable(),
        };
        _alarms.Windows?.Observe(window);
        _onWindow(window);
    }

    private static IEnumerable<SignalReference> WatchedFeatures(ModelSchema schema, ReferenceProfile? profile)
    {
        foreach (FeatureDeclaration feature in schema.Features)
        {
            if (profile?.Find(feature.Name) is { } reference && reference.Kind == feature.Kind)
                yield return reference;
        }
    }
}
