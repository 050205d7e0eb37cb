using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Multivariate;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Derived;

/// <summary>
/// The length and the characters of recorded texts, in any language, as derived signals: "input.characters", "input.words",
/// "input.letters" and so on; see <see cref="TextShape"/>. For prompts and answers of language models.
/// </summary>
/// <remarks>Texts are looked at as they are recorded, cut at <see cref="RecordingOptions.MaximumPayloadBytes"/>; so are those of a reference from the log. An empty text is missing, and so is one that is recorded encrypted: watch the numbers of it that matter as features then.</remarks>
public static class TextSignals
{
    /// <summary>Signals of a text against a reference.</summary>
    /// <param name="text">Which text.</param>
    /// <param name="reference">From one of the methods below, for the same text.</param>
    /// <exception cref="ReferenceException">The reference is of something else.</exception>
    public static DerivedSignals Of(RecordedText text, ReferenceProfile reference)
    {
        var reader = new TextShapeReader();
        return new DerivedSignals(NamesOf(text), Read, reference);

        void Read(in PredictionRecord record, Span<double> values) =>
            reader.Read(record.PayloadsAreEncrypted ? default : text == RecordedText.Input ? record.RawInput : record.RawOutput, values);
    }

    /// <summary>A reference from texts; null and empty ones are missing.</summary>
    /// <exception cref="ReferenceException">There are none.</exception>
    public static ReferenceProfile ReferenceOf(RecordedText text, IEnumerable<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var rows = new Rows(text);
        foreach (string? value in texts)
            rows.Add(value);
        return rows.Build();
    }

    /// <summary>A reference from a column of a CSV file, plain or .gz.</summary>
    /// <exception cref="ReferenceException">The file cannot be read, or has no such column or no rows.</exception>
    public static ReferenceProfile ReadReference(RecordedText text, string path, string column, CsvReferenceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(column);
        var rows = new Rows(text);
        int place = -1;
        CsvReference.ReadRows(path, options ?? new CsvReferenceOptions(), (reader, header) =>
        {
            if (place < 0)
                place = Array.IndexOf(header, column);
            rows.Add(place >= 0 ? reader.GetString(place) : throw new ReferenceException($"'{path}' has no column '{column}'. Its columns are: {string.Join(", ", header)}."));
        });
        return rows.Build();
    }

    /// <summary>A reference from a stretch of the log: the texts of answered calls that were recorded.</summary>
    /// <param name="text">Which text.</param>
    /// <param name="log">The log.</param>
    /// <param name="query">Which predictions; page size and place are set here.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ReferenceException">None of them has its text recorded.</exception>
    public static async ValueTask<ReferenceProfile> ReadReferenceAsync(
        RecordedText text, IPredictionLog log, PredictionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(query);
        var rows = new Rows(text);
        await foreach (LoggedPrediction prediction in LogReference.PagesAsync(log, query, cancellationToken).ConfigureAwait(false))
        {
            string? recorded = text == RecordedText.Input ? prediction.RawInput : prediction.RawOutput;
            if (prediction.Status == PredictionStatus.Ok && recorded is not null)
                rows.Add(recorded);
        }

        return rows.Build();
    }

    /// <summary>The names of the signals of a text.</summary>
    public static IReadOnlyList<string> NamesOf(RecordedText text) => [.. TextShape.Names.Select(name => $"{(text == RecordedText.Input ? "input" : "output")}.{name}")];

    private sealed class Rows(RecordedText text)
    {
        private readonly ReferenceBuilder _builder = new(new ModelSchema("text", NamesOf(text).Select(static name => (name, FeatureKind.Numeric))));
        private readonly TextShapeReader _reader = new();
        private readonly double[] _values = new double[TextShape.Names.Count];

        public void Add(string? value)
        {
            _reader.Read(Encoding.UTF8.GetBytes(value ?? ""), _values);
            _builder.Add(_values, []);
        }

        public ReferenceProfile Build() => _builder.Rows > 0
            ? _builder.Build()
            : throw new ReferenceException($"There is no {(text == RecordedText.Input ? "input" : "output")} text to make a reference of. Give some hundred texts at least; in the log there are those of models that declare {(text == RecordedText.Input ? "RecordInput" : "RecordOutput")}.");
    }
}
