using System.Collections.Immutable;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Quality.Windows;

/// <summary>Holds the predictions of one version to a schema, window by window. Owned by the monitors' thread; a row takes no memory.</summary>
internal sealed class QualityWatch
{
    private readonly QualityShape _shape;
    private readonly Action<QualityWatch, QualityWindow> _onWindow;
    private readonly NumberWatch?[] _numbers;
    private readonly TextWatch?[] _categories;
    private readonly NumberWatch? _outputNumber;
    private readonly TextWatch? _outputText;
    private readonly ImmutableArray<ColumnWatch> _columns;
    private readonly ImmutableArray<QualityFinding> _standing;
    private readonly RepeatedRows? _repeated;
    private readonly double _mostRepeated;
    private long _row;
    private long _index;
    private long _first;
    private long _rows;
    private long _unread;
    private long _from = long.MaxValue;
    private long _to = long.MinValue;
    private long _end = long.MaxValue;

    /// <param name="version">The version.</param>
    /// <param name="schema">The rules.</param>
    /// <param name="profile">The reference, which says what chance alone does; null where there is none.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="shape">How the stream is cut.</param>
    /// <param name="onWindow">Takes each closed window.</param>
    public QualityWatch(
        ServedVersion version, DataSchema schema, ReferenceProfile? profile, QualityOptions options, QualityShape shape, Action<QualityWatch, QualityWindow> onWindow)
    {
        Version = version;
        _shape = shape;
        _onWindow = onWindow;
        _numbers = new NumberWatch?[version.Schema.NumericCount];
        _categories = new TextWatch?[version.Schema.CategoricalCount];
        var columns = ImmutableArray.CreateBuilder<ColumnWatch>();
        var standing = ImmutableArray.CreateBuilder<QualityFinding>();
        foreach (ColumnRule rule in schema.Columns)
        {
            SignalReference? reference = profile?.Find(rule.Name);
            FeatureDeclaration? feature = version.Schema.Features.FirstOrDefault(feature => feature.Name == rule.Name);
            if (feature is { Kind: FeatureKind.Numeric })
                columns.Add(_numbers[feature.Slot] = new NumberWatch(rule, reference, options.UnchangedAfter));
            else if (feature is not null)
                columns.Add(_categories[feature.Slot] = new TextWatch(rule, reference, options.UnchangedAfter));
            else if (rule.Name != ReferenceProfile.OutputSignal)
                AddMissing(standing, rule);
            else if (rule.Kind == FeatureKind.Numeric)
                columns.Add(_outputNumber = new NumberWatch(rule, reference, unchangedAfter: null));
            else
                columns.Add(_outputText = new TextWatch(rule, reference, unchangedAfter: null));
        }

        if (!schema.ExtraColumnsAllowed)
            standing.AddRange(version.Schema.Features.Select(static feature => feature.Name).Except(schema.Columns.Select(static rule => rule.Name)).Select(static name => new QualityFinding(name, "extraColumn", null, null, false, "The schema does not know the feature.")));
        _columns = columns.ToImmutable();
        _standing = standing.ToImmutable();
        _repeated = schema.MaximumDuplicates is null ? null : new RepeatedRows();
        _mostRepeated = schema.MaximumDuplicates ?? 1;
    }

    public ServedVersion Version { get; }

    /// <summary>The rules that are broken and have raised their alert.</summary>
    public HashSet<(string Column, string Check)> Raised { get; } = [];

    /// <summary>Counts a prediction, and closes the windows that are over.</summary>
    public void Add(in PredictionRecord record)
    {
        if (record.TimeMicroseconds >= _end)
            Close();
        if (_rows == 0)
            (_first, _end) = (_row, _shape.EndOf(record.TimeMicroseconds));
        _rows++;
        _from = Math.Min(_from, record.TimeMicroseconds);
        _to = Math.Max(_to, record.TimeMicroseconds);
        if (record.CaptureFailed || record.Numbers.Length != _numbers.Length)
            _unread++;
        else
            AddFeatures(record);
        if (record.Status == PredictionStatus.Ok)
            AddOutput(record);
        _row++;
        if (_rows >= _shape.Rows)
            Close();
    }

    /// <summary>Closes a window by time that is over.</summary>
    /// <param name="now">The time in microseconds since 1970.</param>
    public void CloseElapsed(long now)
    {
        if (now >= _end)
            Close();
    }

    /// <summary>Closes the open window, however short.</summary>
    public void Close()
    {
        if (_rows == 0)
            return;

        _onWindow(this, new QualityWindow
        {
            Model = Version.Schema.Name,
            Version = Version.Version,
            Index = _index++,
            FirstRow = _first,
            Rows = _rows,
            Unread = _unread,
            From = WallTime.Of(_from),
            To = WallTime.Of(_to),
            Findings = [.. _standing, .. _columns.SelectMany(column => column.Findings(_to)), .. RowFindings()],
        });
        foreach (ColumnWatch column in _columns)
            column.Clear();
        _repeated?.Clear();
        (_rows, _unread, _from, _to, _end) = (0, 0, long.MaxValue, long.MinValue, long.MaxValue);
    }

    /// <summary>The first row against a rule, and what its value looks like, as far as they are known.</summary>
    public (long? Row, string? Example) EvidenceOf(QualityFinding finding)
    {
        if (finding.Check == "duplicates")
            return (_repeated!.Repeats.First, null);
        ColumnWatch? column = _columns.FirstOrDefault(column => column.Rule.Name == finding.Column);
        return (column?.FirstRowOf(finding.Check), column?.ExampleOf(finding.Check));
    }

    private IEnumerable<QualityFinding> RowFindings()
    {
        if (_repeated is not null)
            yield return Judgement.Share("", "duplicates", _repeated.Repeats.Count, _repeated.Rows, _mostRepeated, "rows repeat an earlier one", 1e-6);
    }

    private void AddFeatures(in PredictionRecord record)
    {
        ulong hash = 0;
        for (int i = 0; i < _numbers.Length; i++)
        {
            _numbers[i]?.Add(record.Numbers[i], _row, record.TimeMicroseconds);
            if (_repeated is not null)
                hash = Mix(hash, (ulong)BitConverter.DoubleToInt64Bits(record.Numbers[i] + 0.0));
        }

        TextList.Enumerator categories = record.Categories.GetEnumerator();
        for (int i = 0; i < _categories.Length && categories.MoveNext(); i++)
        {
            if (categories.IsNull)
                _categories[i]?.AddMissing(_row);
            else
                _categories[i]?.Add(categories.Current, _row, record.TimeMicroseconds);
            if (_repeated is not null)
                hash = Mix(hash, categories.IsNull ? 1 : CategoryTable.Hash64(categories.Current));
        }

        _repeated?.Add(hash, _row);
    }

    private void AddOutput(in PredictionRecord record)
    {
        _outputNumber?.Add(record.Output, _row, record.TimeMicroseconds);
        if (record.OutputLabel.IsEmpty)
            _outputText?.AddMissing(_row);
        else
            _outputText?.Add(record.OutputLabel, _row, record.TimeMicroseconds);
    }

    private static void AddMissing(ImmutableArray<QualityFinding>.Builder standing, ColumnRule rule)
    {
        if (rule.Required)
            standing.Add(new QualityFinding(rule.Name, "missingColumn", null, null, false, "The model declares no such feature."));
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        ulong high = Math.BigMul(hash ^ value ^ 0xE7037ED1A0B428DB, 0xA0761D6478BD642F, out ulong low);
        return (high ^ low) + 0x9E3779B97F4A7C15;
    }
}
