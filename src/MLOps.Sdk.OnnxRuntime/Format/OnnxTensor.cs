using System.Globalization;
using System.Text;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>Checks one tensor: it lies in the file itself, and is as large as it says.</summary>
internal static class OnnxTensor
{
    private const int External = 1;
    private const int EntryKey = 1, EntryValue = 2; // of StringStringEntryProto
    private const int SparseValues = 1, SparseIndices = 2;

    // Bytes of an element by its type; 0 where raw data have no fixed size.
    private static ReadOnlySpan<byte> ElementBytes => [0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2];

    /// <exception cref="ModelLoadException">Its data lie elsewhere, or contradict its shape.</exception>
    public static void Verify(ReadOnlySpan<byte> tensor)
    {
        UInt128 elements = 1;
        ulong type = 0;
        long rawBytes = -1;
        var reader = new ProtobufReader(tensor);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case TensorFields.Dimension:
                    elements = Multiply(reader, elements);
                    break;
                case TensorFields.DataType:
                    type = reader.Number;
                    break;
                case TensorFields.RawData:
                    rawBytes = OnnxContent.Require(reader).Length;
                    break;
                case TensorFields.ExternalData:
                    RefuseExternal(OnnxContent.Require(reader));
                    break;
                case TensorFields.DataLocation when reader.Number == External:
                    throw OnnxContent.Refused("a tensor says that its data lie outside the file");
            }
        }

        OnnxContent.RequireWhole(reader, "a tensor");
        int size = type < (ulong)ElementBytes.Length ? ElementBytes[(int)type] : 0;
        if (rawBytes >= 0 && size > 0 && elements * (UInt128)size != (UInt128)rawBytes)
            throw OnnxContent.Refused(string.Create(CultureInfo.InvariantCulture, $"a tensor of {elements} elements of {size} bytes has {rawBytes} bytes of data"));
        if (elements > (UInt128)long.MaxValue)
            throw OnnxContent.Refused(string.Create(CultureInfo.InvariantCulture, $"a tensor claims {elements} elements"));
    }

    /// <inheritdoc cref="Verify"/>
    public static void VerifySparse(ReadOnlySpan<byte> tensor)
    {
        var reader = new ProtobufReader(tensor);
        while (reader.Read())
        {
            if (reader.Field is SparseValues or SparseIndices)
                Verify(OnnxContent.Require(reader));
        }

        OnnxContent.RequireWhole(reader, "a sparse tensor");
    }

    private static UInt128 Multiply(ProtobufReader reader, UInt128 elements)
    {
        if (reader.Type == WireType.Varint)
            return Multiply(elements, reader.Number);

        var packed = new PackedNumbers(OnnxContent.Require(reader));
        while (packed.Read())
            elements = Multiply(elements, (ulong)packed.Number);
        return packed.IsBroken ? throw OnnxContent.Refused("the shape of a tensor is damaged") : elements;
    }

    private static UInt128 Multiply(UInt128 elements, ulong dimension) => (long)dimension < 0
        ? throw OnnxContent.Refused(string.Create(CultureInfo.InvariantCulture, $"a tensor has the dimension {(long)dimension}"))
        : elements > (UInt128)long.MaxValue && dimension != 0 ? elements : elements * dimension;

    private static void RefuseExternal(ReadOnlySpan<byte> entry)
    {
        string key = "", value = "";
        var reader = new ProtobufReader(entry);
        while (reader.Read())
        {
            if (reader.Field is EntryKey or EntryValue && reader.Type == WireType.Length)
                (key, value) = reader.Field == EntryKey ? (Encoding.UTF8.GetString(reader.Content), value) : (key, Encoding.UTF8.GetString(reader.Content));
        }

        if (key != "location")
            return; // offset, length and checksum come with a location, which decides
        string where = value.Contains("..", StringComparison.Ordinal) ? "leads out of the model's folder"
            : Path.IsPathRooted(value) || value.StartsWith('\\') || value.Contains(':', StringComparison.Ordinal) ? "is an absolute path"
            : "is another file, or a link to one";
        throw OnnxContent.Refused($"a tensor's data lie in '{(value.Length > 200 ? value[..200] : value)}', which {where}; nothing outside the registered bytes is opened");
    }
}
