using System.Text;

namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>The keys and values of a ModelProto's <c>metadata_props</c> (field 14 of StringStringEntryProto messages). Pure.</summary>
internal static class OnnxMetadata
{
    private const int MetadataProps = 14;
    private const int EntryKey = 1;
    private const int EntryValue = 2;

    /// <summary>The value of a key, the last where it is there twice; null when it is not there.</summary>
    public static string? Find(ReadOnlySpan<byte> model, string key)
    {
        string? found = null;
        var reader = new ProtobufReader(model);
        while (reader.Read())
        {
            if (IsEntry(reader, key, out string? value))
                found = value;
        }

        return found;
    }

    /// <summary>The file with a value under a key: every other field byte by byte as it was, then the entry.</summary>
    public static byte[] Set(ReadOnlySpan<byte> model, string key, string value)
    {
        using var output = new MemoryStream(model.Length + value.Length + key.Length + 32);
        int from = 0;
        var reader = new ProtobufReader(model);
        while (reader.Read())
        {
            int to = reader.Position;
            if (!IsEntry(reader, key, out _))
                output.Write(model[from..to]);
            from = to;
        }

        using var entry = new MemoryStream();
        WriteText(entry, EntryKey, Encoding.UTF8.GetBytes(key));
        WriteText(entry, EntryValue, Encoding.UTF8.GetBytes(value));
        WriteText(output, MetadataProps, entry.GetBuffer().AsSpan(0, (int)entry.Length));
        return output.ToArray();
    }

    private static bool IsEntry(in ProtobufReader field, string key, out string? value)
    {
        value = null;
        if (field.Field != MetadataProps || field.Type != WireType.Length)
            return false;

        string? name = null;
        var entry = new ProtobufReader(field.Content);
        while (entry.Read())
        {
            if (entry.Type == WireType.Length && entry.Field == EntryKey)
                name = Encoding.UTF8.GetString(entry.Content);
            else if (entry.Type == WireType.Length && entry.Field == EntryValue)
                value = Encoding.UTF8.GetString(entry.Content);
        }

        value ??= "";
        return name == key;
    }

    private static void WriteText(MemoryStream output, int field, ReadOnlySpan<byte> content)
    {
        WriteVarint(output, ((uint)field << 3) | (uint)WireType.Length);
        WriteVarint(output, (uint)content.Length);
        output.Write(content);
    }

    private static void WriteVarint(MemoryStream output, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            output.WriteByte((byte)(value | 0x80));
        output.WriteByte((byte)value);
    }
}
