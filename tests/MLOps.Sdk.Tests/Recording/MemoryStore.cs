using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Recording;

/// <summary>A store that keeps what is committed and fails when told to: for faults that a real one cannot be made to have.</summary>
internal sealed class MemoryStore : IPredictionStore
{
    private readonly List<StoredRow> _batch = [];
    private readonly Lock _lock = new();
    private readonly List<StoredRow> _rows = [];
    private readonly HashSet<PredictionId> _ids = [];

    public Func<PredictionId, Exception?> AppendFault { get; set; } = _ => null;

    public IFeatureFormatter? FeatureFormatter { get; set; }

    public volatile bool IsAway;

    public int Commits { get; private set; }

    public List<StoredWindow> Windows { get; } = [];

    public List<LogEvent> Events { get; } = [];

    public List<Alert> Alerts { get; } = [];

    public IReadOnlyList<StoredRow> Rows
    {
        get
        {
            lock (_lock)
                return [.. _rows];
        }
    }

    public void Open()
    {
    }

    public void Begin() => _batch.Clear();

    public void Append(in PredictionRecord record)
    {
        if (AppendFault(record.Id) is { } fault)
            throw fault;
        _batch.Add(StoredRow.From(record));
    }

    public void Append(in AnnotationRecord record)
    {
    }

    public void Append(StoredWindow window) => Windows.Add(window);

    public void Append(Alert alert) => Alerts.Add(alert);

    public void Append(LogEvent happened) => Events.Add(happened);

    public void Commit()
    {
        if (IsAway)
            throw new StoreException("The store is away.");
        lock (_lock)
            _rows.AddRange(_batch.Where(row => _ids.Add(row.Id)));
        Commits++;
    }

    public void Rollback() => _batch.Clear();

    public void Dispose()
    {
    }
}

/// <summary>A copy of a record that outlives the call.</summary>
internal sealed record StoredRow(
    PredictionId Id, string Model, string Version, PredictionStatus Status, long TimeMicroseconds, double[] Numbers, string?[] Categories,
    double Output, long? Cost, string Subject, string?[] Tags, string RawInput, bool Truncated, string ErrorType, string OutputLabel, string FeatureText)
{
    public static StoredRow From(in PredictionRecord record) => new(
        record.Id, record.Version.Schema.Name, record.Version.Version, record.Status, record.TimeMicroseconds, record.Numbers.ToArray(), Texts(record.Categories),
        record.Output, record.CostPicoUnits, Text(record.Subject), Texts(record.Tags), Text(record.RawInput), record.Truncated, Text(record.ErrorType), Text(record.OutputLabel), Text(record.FeatureText));

    private static string Text(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);

    private static string?[] Texts(TextList list)
    {
        var texts = new List<string?>();
        TextList.Enumerator enumerator = list.GetEnumerator();
        while (enumerator.MoveNext())
            texts.Add(enumerator.IsNull ? null : Text(enumerator.Current));
        return [.. texts];
    }
}
