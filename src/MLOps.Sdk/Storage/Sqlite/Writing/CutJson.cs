using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>What is known of payloads that were cut, as a JSON object: <c>{"input":{"characters":50000000,"sha256":"…"}}</c>.</summary>
internal static class CutJson
{
    /// <summary>The most bytes that <see cref="Write(in PredictionRecord, Span{byte})"/> writes.</summary>
    public const int MaximumBytes = 320;

    /// <summary>Writes the object. Gives the bytes written; 0 when no text was cut.</summary>
    public static int Write(in PredictionRecord record, Span<byte> destination)
    {
        if (record.RawInputLength is null && record.RawOutputLength is null)
            return 0;
        int length = 0;
        if (record.RawInputLength is { } input)
            Write("{\"input\":"u8, input, record.RawInputHash, destination, ref length);
        if (record.RawOutputLength is { } output)
            Write(length == 0 ? "{\"output\":"u8 : ",\"output\":"u8, output, record.RawOutputHash, destination, ref length);
        destination[length++] = (byte)'}';
        return length;
    }

    private static void Write(ReadOnlySpan<byte> name, long characters, ReadOnlySpan<byte> hash, Span<byte> destination, ref int length)
    {
        Append(name, destination, ref length);
        Append("{\"characters\":"u8, destination, ref length);
        characters.TryFormat(destination[length..], out int digits, provider: System.Globalization.CultureInfo.InvariantCulture);
        length += digits;
        if (!hash.IsEmpty)
        {
            Append(",\"sha256\":\""u8, destination, ref length);
            Convert.TryToHexStringLower(hash, destination[length..], out digits);
            length += digits;
            destination[length++] = (byte)'"';
        }

        destination[length++] = (byte)'}';
    }

    private static void Append(ReadOnlySpan<byte> text, Span<byte> destination, ref int length)
    {
        text.CopyTo(destination[length..]);
        length += text.Length;
    }
}
