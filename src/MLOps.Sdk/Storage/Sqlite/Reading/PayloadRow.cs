using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Privacy.Encryption;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Reads a row's payloads: text as it is stored, bytes as what they were encrypted from, if the key is at hand.</summary>
internal static class PayloadRow
{
    /// <summary>A payload, null when there is none or it cannot be read.</summary>
    public static string? Read(SqliteDataReader row, int column, PredictionId id, PayloadColumn kind, IPayloadKeyProvider? keys, out PayloadProtection? protection)
    {
        protection = null;
        if (row.IsDBNull(column))
            return null;
        if (row.GetValue(column) is not byte[] envelope)
            return row.GetString(column);
        protection = PayloadEnvelope.Open(keys, id, kind, envelope, out byte[]? plain);
        return plain is null ? null : Encoding.UTF8.GetString(plain);
    }

    /// <summary>What is known of a payload that was cut.</summary>
    public static CutPayload? ReadCut(string? cut, string part)
    {
        if (cut is null)
            return null;
        using JsonDocument json = JsonDocument.Parse(cut);
        return json.RootElement.TryGetProperty(part, out JsonElement of)
            ? new CutPayload(of.GetProperty("characters").GetInt64(), of.TryGetProperty("sha256", out JsonElement hash) ? hash.GetString() : null)
            : null;
    }
}
