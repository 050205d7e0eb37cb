using System.Collections.Immutable;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>The open window of one version: a counter for each watched feature and the output. Owned by the pump's thread.</summary>
internal sealed class VersionWatch
{
    private readonly NumericCounter?[] _numbers;
    private readonly CategoryCounter?[] _categories;
    private readonly SignalWatch? _output;
    private readonly ImmutableArray<SignalWatch> _signals;
    private readonly WatchAlarms _alarms;
    private long _from = long.MaxValue;
    private long _to = long.MinValue;
    private long _firstRow;
    private long _index;

    /// <summary>Watches the features that the profile knows in the kind that the model declares.</summary>
    /// <param name="version">The version.</param>
    /// <param name="shadow">Whether nobody sees its answers.</param>
    /// <param name="profile">The reference, or null: then nothing is watched.</param>
    /// <param name="generation">The state of the references when this was made.</param>
    /// <param name="alarms">Makes the alarms over the references of what is watched.</param>
    public VersionWatch(ServedVersion version, bool shadow, ReferenceProfile? profile, int generation, Func<IReadOnlyCollection<SignalReference>, WatchAlarms> alarms)
    {
        Version = version;
        Shadow = shadow;
        Profile = profile;
        Generation = generation;
        _numbers = new NumericCounter?[version.Schema.NumericCount];
        _categories = new CategoryCounter?[version.Schema.CategoricalCount];
        List<SignalReference> watched = [.. WatchedFeatures(version.Schema, profile)];
        if (profile?.Find(ReferenceProfile.OutputSignal) is { } output)
            watched.Add(output);
        _alarms = alarms(watched);
        var signals = ImmutableArray.CreateBuilder<SignalWatch>(watched.Count);
        foreach (SignalReference reference in watched)
        {
            var watch = new SignalWatch(reference) { Alarm = _alarms.Rows?.Find(reference.Name) };
            signals.Add(watch);
            if (reference.Name == ReferenceProfile.OutputSignal)
            {
                _output = watch;
                continue;
            }

            FeatureDeclaration feature = version.Schema.Features.First(feature => feature.Name == reference.Name);
            if (feature.Kind == FeatureKind.Numeric)
                _numbers[feature.Slot] = watch.Numbers;
            else
                _categories[feature.Slot] = watch.Categories;
        }

        _signals = signals.MoveToImmutable();
    }

    public ServedVersion Version { get; }

    public bool Shadow { get; }

    /// <summary>The reference that the windows are compared with.</summary>
    public ReferenceProfile? Profile { get; }

    /// <summary>The state of the references when <see cref="Profile"/> was last found among them.</summary>
    public int Generation { get; set; }

    /// <summary>Whether there is anything to watch.</summary>
    public bool Watches => !_signals.IsEmpty;

    /// <summary>The rows in the open window.</summary>
    public long Rows { get; private set; }

    /// <summary>When the open window ends, in microseconds since 1970; for windows by time.</summary>
    public long End { get; set; }

    /// <summary>Goes on counting rows and windows where another watch of the version stopped.</summary>
    public void ContinueAfter(VersionWatch earlier) => (_firstRow, _index) = (earlier._firstRow, earlier._index);

    /// <summary>Counts one prediction. Takes no memory.</summary>
    public void Add(in PredictionRecord record)
    {
        Rows++;
        _from = Math.Min(_from, record.TimeMicroseconds);
        _to = Math.Max(_to, record.TimeMicroseconds);

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
        _alarms.Rows?.Observe(record, _firstRow + Rows - 1);
    }

    /// <summary>Compares the open window with the reference and opens the next; null when it is empty.</summary>
    public DriftWindow? Close(KsPValueCache pValues)
    {
        if (Rows == 0)
            return null;

        var signals = ImmutableArray.CreateBuilder<SignalDrift>(_signals.Length);
        foreach (SignalWatch signal in _signals)
            signals.Add(signal.Close(pValues));
        var window = new DriftWindow
        {
            Model = Version.Schema.Name,
            Version = Version.Version,
            Shadow = Shadow,
            Index = _index++,
            FirstRow = _firstRow,
            Rows = Rows,
            From = WallTime.Of(_from),
            To = WallTime.Of(_to),
            Signals = signals.MoveToImmutable(),
        };
        _alarms.Windows?.Observe(window);
        _firstRow += Rows;
        Rows = 0;
        (_from, _to) = (long.MaxValue, long.MinValue);
        return window;
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

    private static IEnumerable<SignalReference> WatchedFeatures(ModelSchema schema, ReferenceProfile? profile)
    {
        foreach (FeatureDeclaration feature in schema.Features)
        {
            if (profile?.Find(feature.Name) is { } reference && reference.Kind == feature.Kind)
                yield return reference;
        }
    }
}
