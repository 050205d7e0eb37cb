using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLOps.Sdk.Registry.Artifacts;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Registry.Files;

/// <summary>Reads and writes the files of a registry. Who writes holds the writer's lock.</summary>
internal sealed class RegistryFiles(string directory)
{
    private const byte NewLine = (byte)'\n';

    private readonly string _models = Path.Combine(directory, "models");
    private readonly string _events = Path.Combine(directory, "events.jsonl");

    public string AliasPath { get; } = Path.Combine(directory, "aliases.json");

    public AliasFile ReadAliases() => ReadAliases(ReadBytes(AliasPath));

    public AliasFile ReadAliases(byte[]? bytes) => bytes is null ? new AliasFile() : Parse(bytes, AliasPath, RegistryJson.Readable.AliasFile);

    public IEnumerable<string> ModelNames() => Directory.Exists(_models)
        ? Directory.EnumerateDirectories(_models).Select(path => Path.GetFileName(path)).Where(model => VersionPaths(model).Any()).Order(StringComparer.Ordinal)
        : [];

    /// <summary>The version, or null; also null where a file system without upper and lower case gives another version's file.</summary>
    public VersionFile? ReadVersion(string model, string version)
    {
        VersionFile? file = ReadBytes(VersionPath(model, version)) is { } bytes ? Parse(bytes, VersionPath(model, version), RegistryJson.Readable.VersionFile) : null;
        return file is not null && file.Model == model && file.Version == version ? file : null;
    }

    public bool IsTaken(string model, string version) => File.Exists(VersionPath(model, version));

    /// <summary>The versions of a model, oldest first.</summary>
    public List<VersionFile> ReadVersions(string model) =>
    [
        .. VersionPaths(model).Select(path => Parse(File.ReadAllBytes(path), path, RegistryJson.Readable.VersionFile))
            .OrderBy(file => file.CreatedAt).ThenBy(file => file.Number).ThenBy(file => file.Version, StringComparer.Ordinal),
    ];

    public int CountVersions(string model) => VersionPaths(model).Count();

    /// <summary>The changes of all models, oldest first, with the last one even when a crash kept it out of the history.</summary>
    public List<RegistryEvent> ReadEvents(AliasFile aliases)
    {
        List<RegistryEvent> events = [.. Lines(ReadBytes(_events) ?? []).Select(line => Parse(line, _events, RegistryJson.Default.RegistryEvent))];
        if (aliases.LastEvent is { } last && (events.Count == 0 || events[^1].Sequence < last.Sequence))
            events.Add(last);
        return events;
    }

    public void WriteVersion(VersionFile version)
    {
        string path = VersionPath(version.Model, version.Version);
        StoreFiles.EnsureDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(version, RegistryJson.Readable.VersionFile));
    }

    /// <summary>Makes a change: replacing the aliases commits it, then it joins the history.</summary>
    public void Commit(AliasFile before, RegistryEvent change)
    {
        FinishHistory(before);
        AtomicFile.Write(AliasPath, JsonSerializer.SerializeToUtf8Bytes(before.After(change), RegistryJson.Readable.AliasFile));
        AppendToHistory(change);
    }

    private static IEnumerable<byte[]> Lines(byte[] bytes)
    {
        // What follows the last line's end was cut by a crash; it is written again from the aliases' file.
        int start = 0;
        for (int end = Array.IndexOf(bytes, NewLine); end >= 0; end = Array.IndexOf(bytes, NewLine, start))
        {
            if (!bytes.AsSpan(start, end - start).Trim(" \r\t"u8).IsEmpty)
                yield return bytes[start..end];
            start = end + 1;
        }
    }

    private void FinishHistory(AliasFile aliases)
    {
        byte[] bytes = ReadBytes(_events) ?? [];
        int whole = Array.LastIndexOf(bytes, NewLine) + 1;
        if (whole < bytes.Length)
        {
            using FileStream history = new(_events, FileMode.Open, FileAccess.Write);
            history.SetLength(whole);
        }

        byte[]? last = Lines(bytes).LastOrDefault();
        if (aliases.LastEvent is { } change && (last is null || Parse(last, _events, RegistryJson.Default.RegistryEvent).Sequence < change.Sequence))
            AppendToHistory(change);
    }

    private void AppendToHistory(RegistryEvent change)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(change, RegistryJson.Default.RegistryEvent), NewLine];
        using FileStream history = StoreFiles.CreatePrivate(_events, FileMode.Append);
        history.Write(line);
        history.Flush(flushToDisk: true);
    }

    private static T Parse<T>(byte[] bytes, string path, JsonTypeInfo<T> type)
    {
        try
        {
            ReadOnlySpan<byte> json = bytes;
            if (json.StartsWith(Encoding.UTF8.Preamble))
                json = json[Encoding.UTF8.Preamble.Length..];
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException e)
        {
            throw new RegistryException($"'{path}' cannot be read: {e.Message} Correct it, or restore it from version control.", e);
        }
    }

    private static byte[]? ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private IEnumerable<string> VersionPaths(string model)
    {
        string folder = Path.Combine(_models, model, "versions");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [];
    }

    private string VersionPath(string model, string version) => Path.Combine(_models, model, "versions", version + ".json");
}
