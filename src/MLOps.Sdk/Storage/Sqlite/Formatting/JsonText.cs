using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MLOps.Sdk.Storage.Sqlite.Formatting;

/// <summary>UTF-8 texts as JSON strings. What is not UTF-8 becomes U+FFFD: it costs a character, never the row.</summary>
internal static class JsonText
{
    /// <summary>The most bytes that one byte of text can become: a control character as \u0000.</summary>
    public const int MaximumGrowth = 6;

    /// <summary>Bytes around a text: its quotes.</summary>
    public const int Quotes = 2;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Writes a quoted string. Gives the bytes written.</summary>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        destination[0] = (byte)'"';
        int length = 1;
        if (Utf8.IsValid(text))
        {
            length += WriteEscaped(text, destination[length..]);
        }
        else
        {
            while (!text.IsEmpty)
            {
                OperationStatus status = Rune.DecodeFromUtf8(text, out Rune rune, out int consumed);
                ReadOnlySpan<byte> character = status == OperationStatus.Done ? text[..consumed] : Utf8Text.Replacement;
                length += WriteEscaped(character, destination[length..]);
                text = text[consumed..];
            }
        }

        destination[length] = (byte)'"';
        return length + 1;
    }

    private static int WriteEscaped(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int length = 0;
        while (true)
        {
            int special = text.IndexOfAny(Escaped);
            if (special < 0)
            {
                text.CopyTo(destination[length..]);
                return length + text.Length;
            }

            text[..special].CopyTo(destination[length..]);
            length += special;
            length += WriteEscape(text[special], destination[length..]);
            text = text[(special + 1)..];
        }
    }

    private static int WriteEscape(byte value, Span<byte> destination)
    {
        if (value is (byte)'"' or (byte)'\\')
        {
            destination[0] = (byte)'\\';
            destination[1] = value;
            return 2;
        }

        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        "\\u00"u8.CopyTo(destination);
        destination[4] = digits[value >> 4];
        destination[5] = digits[value & 0xF];
        return 6;
    }
}
