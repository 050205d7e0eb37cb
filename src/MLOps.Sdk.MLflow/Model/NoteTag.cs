using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.MLflow.Model;

/// <summary>
/// Notes as tags of the registered model, <c>modelops.note.SUBJECT.NAME</c>, the subject by its hash. A note is one tag,
/// because only one tag is replaced as a whole. What is proposed has a tag for each proposal, <c>NAME_TIME-ID</c>: of tags
/// that nobody overwrites none is lost, and the earliest holds.
/// </summary>
internal static class NoteTag
{
    /// <summary>With what the tags of all notes begin.</summary>
    public const string Prefix = "modelops.note.";

    private const int MostCharacters = 4_900; // of the 5,000 bytes that MLflow guarantees
    private const char Proposed = '_'; // which no note has in its name
    private const string Text = "text:", Bytes = "base64:";

    /// <summary>With what the tags of a topic begin.</summary>
    public static string PrefixOf(NoteTopic topic) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(topic.Subject)).AsSpan(0, 8)) + ".";

    public static string KeyOf(NoteTopic topic, string name) => PrefixOf(topic) + name;

    /// <summary>The tag of a proposal: earlier ones before later ones, by the clocks of those who propose.</summary>
    public static string KeyOfProposal(NoteTopic topic, string name, DateTimeOffset now, Guid id) =>
        string.Create(CultureInfo.InvariantCulture, $"{KeyOf(topic, name)}{Proposed}{now.UtcTicks:x16}-{id:n}");

    /// <summary>The notes of a topic by name, ordinal; of what was proposed, the earliest proposal.</summary>
    public static IEnumerable<SharedNote> NotesIn(IReadOnlyDictionary<string, string> tags, NoteTopic topic)
    {
        string prefix = PrefixOf(topic);
        return tags.Where(tag => tag.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(static tag => tag.Key, StringComparer.Ordinal)
            .DistinctBy(tag => NameOf(tag.Key, prefix))
            .Select(tag => new SharedNote(NameOf(tag.Key, prefix), Read(tag.Key, tag.Value)))
            .OrderBy(static note => note.Name, StringComparer.Ordinal);
    }

    /// <summary>A value as a tag.</summary>
    /// <exception cref="RegistryException">It is longer than a tag.</exception>
    public static string Write(string name, ReadOnlySpan<byte> value)
    {
        string written = value.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? Bytes + Convert.ToBase64String(value) : Text + Encoding.ASCII.GetString(value);
        return written.Length <= MostCharacters
            ? written
            : throw new RegistryException($"The note '{name}' has {value.Length} bytes, which are {written.Length} characters in a tag, and MLflow takes {MostCharacters} of them for certain. Write less: a rollout of fewer variants.");
    }

    private static string NameOf(string key, string prefix)
    {
        int proposed = key.IndexOf(Proposed, prefix.Length);
        return proposed < 0 ? key[prefix.Length..] : key[prefix.Length..proposed];
    }

    private static byte[] Read(string key, string value)
    {
        if (value.StartsWith(Text, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(value[Text.Length..]);
        return value.StartsWith(Bytes, StringComparison.Ordinal) && Base64.IsValid(value.AsSpan(Bytes.Length))
            ? Convert.FromBase64String(value[Bytes.Length..])
            : throw new RegistryException($"The tag '{key}' is no note: somebody else wrote it. Remove it from the registered model.");
    }
}
