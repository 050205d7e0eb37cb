using System.Globalization;
using System.Text.Json;

namespace MLOps.Sdk.Audit;

/// <summary>
/// The end of the chain at one moment. Kept where the store's owner cannot reach it, it proves that everything before
/// it is as it was: a chain that was made anew, or a store that was put back to an earlier state, does not fit it.
/// </summary>
/// <param name="Store">The chain's beginning, 64 hexadecimal digits: tells one store from another.</param>
/// <param name="Segments">Segments so far.</param>
/// <param name="Records">Records so far.</param>
/// <param name="Hash">The hash of the last segment, 64 hexadecimal digits.</param>
/// <param name="Time">When it was taken.</param>
public sealed record ChainCheckpoint(string Store, long Segments, long Records, string Hash, DateTimeOffset Time)
{
    /// <summary>The checkpoint as one line of JSON, without the line's end.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("store", Store);
            json.WriteNumber("segments", Segments);
            json.WriteNumber("records", Records);
            json.WriteString("hash", Hash);
            json.WriteString("time", Time);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Reads checkpoints, one to a line; empty lines are skipped.</summary>
    /// <exception cref="FormatException">A line is not a checkpoint.</exception>
    public static IReadOnlyList<ChainCheckpoint> ParseLines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var checkpoints = new List<ChainCheckpoint>();
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (!line.IsWhiteSpace())
                checkpoints.Add(Parse(line.ToString(), number));
        }

        return checkpoints;
    }

    private static ChainCheckpoint Parse(string line, int number)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement;
            return new ChainCheckpoint(
                Hex(json, "store"), json.GetProperty("segments").GetInt64(), json.GetProperty("records").GetInt64(), Hex(json, "hash"), json.GetProperty("time").GetDateTimeOffset());
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"Line {number} is not a checkpoint: {fault.Message} A checkpoint is one line of JSON with store, segments, records, hash and time."), fault);
        }
    }

    private static string Hex(JsonElement json, string name)
    {
        string text = json.GetProperty(name).GetString() ?? "";
        return Convert.FromHexString(text).Length == ChainFormat.HashBytes ? text.ToLowerInvariant() : throw new FormatException($"'{name}' has {text.Length} digits instead of {2 * ChainFormat.HashBytes}.");
    }
}
