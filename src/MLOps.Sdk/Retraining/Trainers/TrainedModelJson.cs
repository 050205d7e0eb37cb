using System.Text.Json;

namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>Reads what a trainer elsewhere says of its model: <c>{"metrics":{"auc":0.9},"parameters":{},"environment":{},"codeCommit":"…"}</c>; all of it may be missing.</summary>
internal static class TrainedModelJson
{
    /// <summary>Reads a file; what is known of a model without one is nothing.</summary>
    /// <exception cref="RetrainingException">The file is not JSON of that form.</exception>
    public static TrainedModel ReadFile(string path)
    {
        if (!File.Exists(path))
            return new TrainedModel();
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(json.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new RetrainingException($"'{path}' does not say what a model is: {fault.Message} Write {{\"metrics\":{{\"auc\":0.9}},\"parameters\":{{\"depth\":\"3\"}}}}, or no such file.", fault);
        }
    }

    /// <summary>Reads an object.</summary>
    /// <exception cref="InvalidOperationException">It has another form.</exception>
    public static TrainedModel Read(JsonElement json) => new()
    {
        Metrics = Members(json, "metrics").ToDictionary(static member => member.Name, static member => member.Value.GetDouble()),
        Parameters = Members(json, "parameters").ToDictionary(static member => member.Name, static member => Text(member.Value)),
        Environment = Members(json, "environment").ToDictionary(static member => member.Name, static member => Text(member.Value)),
        CodeCommit = json.TryGetProperty("codeCommit", out JsonElement commit) ? commit.GetString() : null,
    };

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement members) && members.ValueKind != JsonValueKind.Null ? members.EnumerateObject() : default;

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
