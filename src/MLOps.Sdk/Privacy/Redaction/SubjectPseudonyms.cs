using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Privacy;

/// <summary>
/// What a subject is recorded as by models that redact it, so that its records are found and erased by its plain text.
/// Only keyed hashes count: a mask or bucket stands for many subjects, and what was dropped is not there. Immutable.
/// </summary>
public sealed class SubjectPseudonyms
{
    private readonly TextRedaction[] _redactions;

    /// <param name="redactions">What models declare of their subjects.</param>
    public SubjectPseudonyms(IEnumerable<TextRedaction> redactions)
    {
        ArgumentNullException.ThrowIfNull(redactions);
        _redactions = [.. redactions.Where(static redaction => redaction.KeepsEquality).Distinct()];
    }

    /// <summary>Subjects are recorded as they are.</summary>
    public static SubjectPseudonyms None { get; } = new([]);

    /// <summary>The pseudonyms under the keys in a file: one a line, in base 64, at least 16 bytes each.</summary>
    /// <exception cref="KeyFileException">The file cannot be read, others than its owner can read it, or a line is no key.</exception>
    public static SubjectPseudonyms FromKeyFile(string path)
    {
        PrivateFile.RefuseIfShared(path);
        return new(File.ReadLines(path).Select(static line => line.Trim()).Where(static line => line.Length > 0).Select((line, number) => KeyOf(path, line, number + 1)));
    }

    /// <summary>Everything that a subject may be recorded as: its plain text first.</summary>
    public IReadOnlyList<string> FormsOf(string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return [.. _redactions.Select(redaction => redaction.Apply(subject)!).Prepend(subject).Distinct(StringComparer.Ordinal)];
    }

    private static TextRedaction KeyOf(string path, string line, int number)
    {
        Span<byte> key = stackalloc byte[512];
        try
        {
            if (Convert.TryFromBase64String(line, key, out int length))
                return TextRedaction.Hash(key[..length]);
        }
        catch (ArgumentException)
        {
            // Too short: said below.
        }

        throw new KeyFileException($"Line {number} of '{path}' is no key of at least 16 bytes in base 64. Write the key that the app gives to TextRedaction.Hash, one a line.");
    }
}
