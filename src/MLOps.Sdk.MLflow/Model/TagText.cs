using System.Globalization;
using System.Text;

namespace MLOps.Sdk.MLflow.Model;

/// <summary>Keeps a long text in several tags, since MLflow guarantees 5,000 bytes in one.</summary>
internal static class TagText
{
    private const int Part = 4_800;

    /// <summary>The tags of a text of plain ASCII (JSON with everything else escaped).</summary>
    public static IEnumerable<(string Key, string Value)> Split(string key, string text)
    {
        for (int part = 0; part * Part < text.Length; part++)
            yield return (string.Create(CultureInfo.InvariantCulture, $"{key}.{part}"), text.Substring(part * Part, Math.Min(Part, text.Length - (part * Part))));
    }

    /// <summary>The text; null when there is none.</summary>
    public static string? Join(IReadOnlyDictionary<string, string> tags, string key)
    {
        var text = new StringBuilder();
        for (int part = 0; tags.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{key}.{part}"), out string? value); part++)
            text.Append(value);
        return text.Length == 0 ? null : text.ToString();
    }
}
