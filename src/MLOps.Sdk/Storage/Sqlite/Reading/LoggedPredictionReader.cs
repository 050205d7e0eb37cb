using Microsoft.Data.Sqlite;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Privacy.Encryption;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Turns rows into predictions.</summary>
internal static class LoggedPredictionReader
{
    /// <summary>The columns that <see cref="ReadAll"/> takes, in its order.</summary>
    public const string Columns =
        "p.id, p.time, p.model, p.version, p.variant, p.status, p.output, p.output_label, p.latency_us, p.cost_pico, p.subject, "
        + "p.trace_id, p.span_id, p.error_type, p.truncated, p.tags, p.features, p.raw_input, p.raw_output, p.position, p.cut, p.capture_failed";

    /// <summary>All rows of a command, with what was said about them.</summary>
    public static List<LoggedPrediction> ReadAll(SqliteCommand command, IPayloadKeyProvider? keys)
    {
        var predictions = new List<LoggedPrediction>();
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
                predictions.Add(Read(reader, keys));
        }

        return predictions.Count == 0 ? predictions : StartReader.Attach(command.Connection!, AnnotationReader.Attach(command.Connection!, predictions));
    }

    private static LoggedPrediction Read(SqliteDataReader row, IPayloadKeyProvider? keys)
    {
        PredictionId id = PredictionId.Parse(row.GetString(0));
        string? input = PayloadRow.Read(row, 17, id, PayloadColumn.RawInput, keys, out PayloadProtection? inputProtection);
        string? output = PayloadRow.Read(row, 18, id, PayloadColumn.RawOutput, keys, out PayloadProtection? outputProtection);
        return Read(row, id) with
        {
            RawInput = input,
            RawInputProtection = inputProtection,
            RawOutput = output,
            RawOutputProtection = outputProtection,
        };
    }

    private static LoggedPrediction Read(SqliteDataReader row, PredictionId id) => new()
    {
        Id = id,
        Time = IsoTime.Parse(row.GetString(1)),
        Model = row.GetString(2),
        Version = row.GetString(3),
        Variant = VariantNames.Parse(row.GetString(4)),
        Status = StatusNames.Parse(row.GetString(5)),
        Output = row.IsDBNull(6) ? null : row.GetDouble(6),
        OutputLabel = Text(row, 7),
        Latency = Duration(row.GetDouble(8)),
        CostPicoUnits = row.IsDBNull(9) ? null : row.GetInt64(9),
        Subject = Text(row, 10),
        TraceId = Text(row, 11),
        SpanId = Text(row, 12),
        ErrorType = Text(row, 13),
        Truncated = row.GetInt64(14) != 0,
        Tags = StoredJson.ReadTags(Text(row, 15)),
        Features = StoredJson.ReadFeatures(row.GetString(16)),
        Position = row.GetInt64(19),
        RawInputCut = PayloadRow.ReadCut(Text(row, 20), "input"),
        RawOutputCut = PayloadRow.ReadCut(Text(row, 20), "output"),
        CaptureFailed = row.GetInt64(21) != 0,
    };

    /// <summary>Microseconds as a duration, to 100 ns.</summary>
    public static TimeSpan Duration(double microseconds)
    {
        double ticks = Math.Round(microseconds * TimeSpan.TicksPerMicrosecond);
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : ticks <= long.MinValue ? TimeSpan.MinValue : TimeSpan.FromTicks((long)ticks);
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
