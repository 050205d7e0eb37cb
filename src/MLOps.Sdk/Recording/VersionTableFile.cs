using System.Text.Json;

namespace MLOps.Sdk.Recording;

/// <summary>The file beside a ring that says what the version numbers in its records mean.</summary>
internal static class VersionTableFile
{
    /// <summary>Writes the file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="versions">What it names.</param>
    /// <param name="sync">Whether it is to survive a crash of the machine: a renamed file may otherwise be empty after one.</param>
    public static void Write(string path, IReadOnlyList<ServedVersion> versions, bool sync)
    {
        string temporary = path + ".new";
        using (FileStream stream = PrivateFile.Create(temporary))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (ServedVersion version in versions)
            {
                json.WriteStartObject();
                json.WriteString("model", version.Schema.Name);
                json.WriteString("version", version.Version);
                json.WriteStartArray("features");
                foreach (FeatureDeclaration feature in version.Schema.Features)
                {
                    json.WriteStartObject();
                    json.WriteString("name", feature.Name);
                    json.WriteString("kind", feature.Kind == FeatureKind.Numeric ? "numeric" : "categorical");
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.Flush();
            if (sync)
                stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads the file; none when it did not reach the disk as a whole, so that records that refer to it are quarantined and hold up no others.</summary>
    public static ServedVersion[] Read(string path)
    {
        try
        {
            return Parse(path);
        }
        catch (Exception torn) when (torn is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            return [];
        }
    }

    private static ServedVersion[] Parse(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        var versions = new List<ServedVersion>();
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            var features = new List<(string, FeatureKind)>();
            foreach (JsonElement feature in entry.GetProperty("features").EnumerateArray())
            {
                bool numeric = feature.GetProperty("kind").ValueEquals("numeric");
                features.Add((feature.GetProperty("name").GetString()!, numeric ? FeatureKind.Numeric : FeatureKind.Categorical));
            }

            var schema = new ModelSchema(entry.GetProperty("model").GetString()!, features);
            versions.Add(new ServedVersion(schema, entry.GetProperty("version").GetString()!, versions.Count));
        }

        return [.. versions];
    }
}
