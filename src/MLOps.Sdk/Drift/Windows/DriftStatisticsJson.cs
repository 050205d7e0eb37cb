using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>Figures as JSON, written and read by hand: no reflection.</summary>
internal static class DriftStatisticsJson
{
    public static string Write(DriftStatistics statistics)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, "ks", statistics.Ks);
            Write(json, "ksHigh", statistics.KsHigh);
            Write(json, "ksPValue", statistics.KsPValue);
            Write(json, "ksBound", statistics.KsBound);
            Write(json, "psi", statistics.Psi);
            Write(json, "psiBins", statistics.PsiBins);
            Write(json, "psiBound", statistics.PsiBound);
            Write(json, "jensenShannon", statistics.JensenShannon);
            Write(json, "wasserstein", statistics.Wasserstein);
            Write(json, "wassersteinLow", statistics.WassersteinLow);
            Write(json, "wassersteinHigh", statistics.WassersteinHigh);
            Write(json, "mean", statistics.Mean);
            Write(json, "std", statistics.Std);
            Write(json, "min", statistics.Min);
            Write(json, "max", statistics.Max);
            Write(json, "missing", statistics.Missing);
            Write(json, "unseen", statistics.Unseen);
            Write(json, "logWealth", statistics.LogWealth);
            json.WriteNumber("rows", statistics.Rows);
            if (statistics.Mmd is not null || statistics.MmdPValue is not null)
            {
                Write(json, "mmd", statistics.Mmd);
                Write(json, "mmdPValue", statistics.MmdPValue);
                Write(json, "centroidDistance", statistics.CentroidDistance);
            }

            if (statistics.LateRows > 0)
                json.WriteNumber("lateRows", statistics.LateRows);
            json.WriteStartArray("bins");
            foreach (long count in statistics.Bins)
                json.WriteNumberValue(count);
            json.WriteEndArray();
            if (statistics.Fault is not null)
                json.WriteString("fault", statistics.Fault);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static DriftStatistics Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            return new DriftStatistics
            {
                Ks = Number(json, "ks"),
                KsHigh = Number(json, "ksHigh"),
                KsPValue = Number(json, "ksPValue"),
                KsBound = Number(json, "ksBound"),
                Psi = Number(json, "psi"),
                PsiBins = (int?)Number(json, "psiBins"),
                PsiBound = Number(json, "psiBound"),
                JensenShannon = Number(json, "jensenShannon"),
                Wasserstein = Number(json, "wasserstein"),
                WassersteinLow = Number(json, "wassersteinLow"),
                WassersteinHigh = Number(json, "wassersteinHigh"),
                Mean = Number(json, "mean"),
                Std = Number(json, "std"),
                Min = Number(json, "min"),
                Max = Number(json, "max"),
                Missing = Number(json, "missing"),
                Unseen = Number(json, "unseen"),
                LogWealth = Number(json, "logWealth"),
                Rows = json.GetProperty("rows").GetInt64(),
                Mmd = Number(json, "mmd"),
                MmdPValue = Number(json, "mmdPValue"),
                CentroidDistance = Number(json, "centroidDistance"),
                LateRows = (long)(Number(json, "lateRows") ?? 0),
                Bins = Bins(json),
                Fault = json.TryGetProperty("fault", out JsonElement fault) ? fault.GetString() : null,
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"These are not the figures of a drift window: {fault.Message}", fault);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static ImmutableArray<long> Bins(JsonElement json) => json.TryGetProperty("bins", out JsonElement bins)
        ? [.. bins.EnumerateArray().Select(static count => count.GetInt64())]
        : [];
}
