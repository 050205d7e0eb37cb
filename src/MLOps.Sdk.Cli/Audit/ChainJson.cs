using System.Text.Json;
using MLOps.Sdk.Audit;

namespace MLOps.Sdk.Cli.Audit;

/// <summary>Parts of a verification as JSON; scripts depend on the keys.</summary>
internal static class ChainJson
{
    public static void Write(Utf8JsonWriter json, ChainDifference difference)
    {
        json.WriteStartObject();
        json.WriteString("id", difference.Id?.ToString());
        json.WriteNumber("position", difference.Position);
        json.WriteString("kind", NameOf(difference.Kind));
        json.WriteString("record", NameOf(difference.Record));
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, RecordGap gap)
    {
        json.WriteStartObject();
        json.WriteString("from", gap.From);
        json.WriteString("to", gap.To);
        if (gap.Count is { } count)
            json.WriteNumber("count", count);
        else
            json.WriteNull("count");
        json.WriteString("reason", gap.Reason);
        json.WriteEndObject();
    }

    public static string NameOf(DifferenceKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    public static string? NameOf(ChainedKind? kind) => kind is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : null;
}
