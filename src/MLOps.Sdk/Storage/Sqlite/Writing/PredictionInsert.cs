using System.Globalization;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;
using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Writes predictions and their tags: no allocation, no copy of a text that need not be formatted. Used by one thread.</summary>
internal sealed unsafe class PredictionInsert : IDisposable
{
    /// <summary>One prediction; parameters in the order of the columns.</summary>
    public const string Sql = """
        INSERT INTO predictions (id, time, model, version, variant, status, output, output_label, latency_us, cost_pico,
          subject, trace_id, span_id, error_type, truncated, capture_failed, tags, features, raw_input, raw_output, cut, position, salt)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)
        ON CONFLICT (id) DO NOTHING
        """;

    private const int Id = 1, Time = 2, Model = 3, Version = 4, Variant = 5, Status = 6, Output = 7, OutputLabel = 8, Latency = 9,
        Cost = 10, Subject = 11, TraceId = 12, SpanId = 13, ErrorType = 14, Truncated = 15, CaptureFailed = 16, Tags = 17, Features = 18,
        RawInput = 19, RawOutput = 20, Cut = 21, Position = 22, Salt = 23;

    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;
    private const int FixedTexts = PredictionId.TextLength + IsoTime.Length + 2 * (TraceIdBytes + SpanIdBytes) + CutJson.MaximumBytes;
    private const double NanosecondsPerMicrosecond = 1000;

    private static readonly PinnedText[] Variants = Array.ConvertAll(VariantNames.All, name => new PinnedText(name));
    private static readonly PinnedText[] Statuses = Array.ConvertAll(StatusNames.All, name => new PinnedText(name));

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _insert;
    private readonly TagInsert _tags;
    private readonly ChainWriter _chain;
    private readonly RowBuffer _row = new();
    private readonly IsoTime _time = new();

    private readonly KnownVersions _versions;

    // What the statement's parameters hold now, so that a run of equal values is bound once.
    private VersionColumns? _boundVersion;
    private int _boundVariant = -1;
    private int _boundStatus = -1;

    public PredictionInsert(SqliteDatabase database, ChainWriter chain, KnownVersions versions)
    {
        _versions = versions;
        _database = database;
        _chain = chain;
        _insert = database.Prepare(Sql, "store a prediction");
        _tags = new TagInsert(database);
    }

    /// <summary>Adds a prediction, unless it is there. Gives whether it was added.</summary>
    /// <exception cref="RecordRejectedException">It cannot be stored; nothing of it was.</exception>
    /// <exception cref="StoreException">The store failed; the transaction has to be rolled back.</exception>
    public bool Insert(in PredictionRecord record)
    {
        RejectWhatCannotBeStored(record);
        VersionColumns columns = _versions.Of(record.Version);
        bool formatted = !record.FeatureText.IsEmpty;
        _row.Start(FixedTexts + (formatted ? 0 : FeatureJson.RoomFor(columns, record)) + TagJson.RoomFor(record.Tags) + TagInsert.RoomFor(record.Tags)
            + RowBuffer.RoomFor(record.OutputLabel) + RowBuffer.RoomFor(record.Subject) + RowBuffer.RoomFor(record.ErrorType)
            + RowBuffer.RoomFor(record.RawInput) + RowBuffer.RoomFor(record.RawOutput));

        BindVersion(columns);
        BindKind(Variant, (int)record.Variant, Variants, ref _boundVariant);
        BindKind(Status, (int)record.Status, Statuses, ref _boundStatus);
        BindNumbers(record);
        byte* id = BindFormatted(columns, record, out byte* time);

        fixed (byte* features = record.FeatureText, label = record.OutputLabel, subject = record.Subject, error = record.ErrorType, input = record.RawInput, output = record.RawOutput)
        {
            if (formatted)
                _insert.Bind(Features, features, record.FeatureText.Length);
            _row.BindOptional(_insert, OutputLabel, label, record.OutputLabel);
            _row.BindOptional(_insert, Subject, subject, record.Subject);
            _row.BindOptional(_insert, ErrorType, error, record.ErrorType);
            BindPayload(RawInput, input, record.RawInput, record.PayloadsAreEncrypted);
            BindPayload(RawOutput, output, record.RawOutput, record.PayloadsAreEncrypted);
            _insert.Bind(Position, _chain.Next);
            _insert.BindBlob(Salt, _chain.Salt, ChainFormat.SaltBytes);
            int code = _insert.Run();
            if (code != raw.SQLITE_DONE)
                ThrowFault(code);
            if (_database.Changes() == 0)
                return false;
            _chain.Add(ChainedKind.Prediction, record.Id, _insert);
        }

        if (record.Tags.Count > 0)
            _tags.Insert(record.Tags, _row, id, time);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert.Dispose();
        _tags.Dispose();
    }

    private void BindVersion(VersionColumns columns)
    {
        if (ReferenceEquals(columns, _boundVersion))
            return;

        _insert.Bind(Model, columns.Model.Address, columns.Model.Length);
        _insert.Bind(Version, columns.Name.Address, columns.Name.Length);
        _boundVersion = columns;
    }

    private void BindKind(int index, int kind, PinnedText[] names, ref int bound)
    {
        if (kind == bound)
            return;

        _insert.Bind(index, names[kind].Address, names[kind].Length);
        bound = kind;
    }

    private void BindNumbers(in PredictionRecord record)
    {
        _insert.Bind(Latency, record.LatencyNanoseconds / NanosecondsPerMicrosecond);
        _insert.Bind(Truncated, record.Truncated ? 1 : 0);
        _insert.Bind(CaptureFailed, record.CaptureFailed ? 1 : 0);
        if (double.IsNaN(record.Output))
            _insert.BindNull(Output);
        else
            _insert.Bind(Output, record.Output);
        if (record.CostPicoUnits is { } cost)
            _insert.Bind(Cost, cost);
        else
            _insert.BindNull(Cost);
    }

    private byte* BindFormatted(VersionColumns columns, in PredictionRecord record, out byte* time)
    {
        record.Id.TryFormat(_row.Free, out int length, format: default, provider: null);
        byte* id = _row.Take(length);
        _insert.Bind(Id, id, length);

        _time.Write(record.TimeMicroseconds, _row.Free);
        time = _row.Take(IsoTime.Length);
        _insert.Bind(Time, time, IsoTime.Length);

        if (record.FeatureText.IsEmpty)
        {
            length = FeatureJson.Write(columns, record, _row.Free);
            _insert.Bind(Features, _row.Take(length), length);
        }

        length = CutJson.Write(record, _row.Free);
        if (length == 0)
            _insert.BindNull(Cut);
        else
            _insert.Bind(Cut, _row.Take(length), length);

        BindHex(TraceId, record.TraceId);
        BindHex(SpanId, record.SpanId);
        if (record.Tags.Count == 0)
        {
            _insert.BindNull(Tags);
        }
        else
        {
            length = TagJson.Write(record.Tags, _row.Free);
            _insert.Bind(Tags, _row.Take(length), length);
        }

        return id;
    }

    private void BindPayload(int index, byte* pinned, ReadOnlySpan<byte> payload, bool isEncrypted)
    {
        if (isEncrypted && !payload.IsEmpty)
            _insert.BindBlob(index, pinned, payload.Length);
        else
            _row.BindOptional(_insert, index, pinned, payload);
    }

    private void BindHex(int index, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            _insert.BindNull(index);
            return;
        }

        Convert.TryToHexStringLower(bytes, _row.Free, out int length);
        _insert.Bind(index, _row.Take(length), length);
    }

    private static void RejectWhatCannotBeStored(in PredictionRecord record)
    {
        ModelSchema schema = record.Version.Schema;
        if (record.Numbers.Length != schema.NumericCount && !record.Numbers.IsEmpty)
            Reject(record, $"it has {record.Numbers.Length} numeric features and the model declares {schema.NumericCount}");
        if (record.Categories.Count != schema.CategoricalCount && record.Categories.Count != 0)
            Reject(record, $"it has {record.Categories.Count} categorical features and the model declares {schema.CategoricalCount}");
        if ((uint)record.Variant >= (uint)Variants.Length || (uint)record.Status >= (uint)Statuses.Length)
            Reject(record, $"its variant is {(int)record.Variant} and its status {(int)record.Status}, one of which has no name");
        if (!IsoTime.CanWrite(record.TimeMicroseconds))
            Reject(record, $"its time, {record.TimeMicroseconds} µs since 1970, is not in the years 1 to 9999");
        if (record.TraceId.Length is not (0 or TraceIdBytes) || record.SpanId.Length is not (0 or SpanIdBytes))
            Reject(record, $"its trace and span ids have {record.TraceId.Length} and {record.SpanId.Length} bytes instead of {TraceIdBytes} and {SpanIdBytes}");
        if ((record.Tags.Count & 1) != 0)
            Reject(record, $"it has {record.Tags.Count} keys and values of tags, which do not pair");
    }

    private static void Reject(in PredictionRecord record, FormattableString reason) =>
        throw new RecordRejectedException(
            $"Prediction {record.Id} of model '{record.Version.Schema.Name}' cannot be stored: {reason.ToString(CultureInfo.InvariantCulture)}.");

    private void ThrowFault(int code)
    {
        StoreException fault = _insert.Fault(code);
        throw SqliteFault.IsAboutTheRow(code) && _database.InTransaction ? new RecordRejectedException(fault.Message, fault) : fault;
    }
}
