using System.Buffers;
using System.Globalization;
using System.Text;

namespace MLOps.Sdk.Registry.Rules;

/// <summary>
/// Which names models, versions and aliases may have: any that can be a file's name on every system, so that no name
/// leads out of a directory, and a registry can be moved from one machine to another.
/// </summary>
public static class RegistryName
{
    /// <summary>The most bytes of UTF-8; with an extension a file's name still fits into 255.</summary>
    public const int MaximumBytes = 128;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\:*?\"<>|%");
    private static readonly SearchValues<char> NoteNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>Checks the name of a model.</summary>
    /// <exception cref="RegistryException">It is not a name.</exception>
    public static void CheckModel(string? name) => Check("model", name);

    /// <summary>Checks the name of a version.</summary>
    /// <exception cref="RegistryException">It is not a name.</exception>
    public static void CheckVersion(string? name) => Check("version", name);

    /// <summary>Checks the name of an alias.</summary>
    /// <exception cref="RegistryException">It is not a name.</exception>
    public static void CheckAlias(string? name) => Check("alias", name);

    /// <summary>Checks the name of a note.</summary>
    /// <exception cref="RegistryException">It is not a name.</exception>
    public static void CheckNote(string? name)
    {
        if (string.IsNullOrEmpty(name) || name[0] == '.' || name.Length > MaximumBytes || name.AsSpan().ContainsAnyExcept(NoteNames))
            throw new RegistryException($"'{Shown(name)}' cannot be the name of a note: names are up to {MaximumBytes} letters of ASCII, digits, dots and hyphens, and do not begin with a dot.");
    }

    private static void Check(string what, string? name)
    {
        if (FaultOf(name) is { } fault)
        {
            throw new RegistryException(
                $"'{Shown(name)}' cannot be the name of a {what}: {fault}. Names are file names: up to {MaximumBytes} bytes, without path separators, without any of : * ? \" < > | %, not ending with a dot or space.");
        }
    }

    private static string? FaultOf(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "it is empty";
        if (name is "." or "..")
            return "it leads to another directory";
        int forbidden = name.AsSpan().IndexOfAny(Forbidden);
        if (forbidden >= 0)
            return $"it contains '{name[forbidden]}'";
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
                return "it contains a character that is half of one (a lone surrogate), or U+FFFD";
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return string.Create(CultureInfo.InvariantCulture, $"it contains the invisible character U+{rune.Value:X4}");
        }

        if (name[0] == ' ' || name[^1] is ' ' or '.')
            return "it begins or ends with a character that file systems drop";
        if (Encoding.UTF8.GetByteCount(name) is > MaximumBytes and int bytes)
            return string.Create(CultureInfo.InvariantCulture, $"it has {bytes} bytes");
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return Devices.Contains(dot < 0 ? name : name[..dot]) ? "it is the name of a device on Windows" : null;
    }

    // A hostile name does not get into the log as it is.
    private static string Shown(string? name)
    {
        var text = new StringBuilder();
        foreach (char c in (name ?? "").AsSpan(0, int.Min(name?.Length ?? 0, MaximumBytes)))
            text.Append(char.IsControl(c) || char.IsSurrogate(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString());
        return text.ToString();
    }
}
