using System.Buffers;
using System.Text;

namespace MLOps.Sdk.Storage.Sqlite.Formatting;

/// <summary>Repairs bytes that are not UTF-8, so that SQLite and every reader take them.</summary>
internal static class Utf8Text
{
    /// <summary>The most bytes that one wrong byte can become.</summary>
    public const int MaximumGrowth = 3;

    /// <summary>U+FFFD, which stands for what cannot be read.</summary>
    public static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    /// <summary>Copies a text, with U+FFFD for what is not UTF-8. Gives the bytes written.</summary>
    public static int Repair(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(text, out _, out int consumed);
            ReadOnlySpan<byte> character = status == OperationStatus.Done ? text[..consumed] : Replacement;
            character.CopyTo(destination[length..]);
            length += character.Length;
            text = text[consumed..];
        }

        return length;
    }
}
