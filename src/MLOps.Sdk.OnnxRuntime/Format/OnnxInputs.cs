namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>How many columns the only input of a graph has.</summary>
internal static class OnnxInputs
{
    private const int ValueType = 2, TensorType = 1, Shape = 2, Dimension = 1, DimensionValue = 1; // down from ValueInfoProto

    /// <summary>The last dimension of the only input of a model; 0 when it has several inputs or does not say.</summary>
    public static int ColumnsOfOnlyInput(ReadOnlySpan<byte> graph)
    {
        int inputs = 0, columns = 0;
        var reader = new ProtobufReader(graph);
        while (reader.Read())
        {
            if (reader.Field != GraphFields.Input || reader.Type != WireType.Length)
                continue;
            inputs++;
            columns = ColumnsOf(reader.Content);
        }

        return inputs == 1 ? columns : 0;
    }

    private static int ColumnsOf(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<byte> shape = Inside(Inside(Inside(input, ValueType), TensorType), Shape);
        ulong last = 0;
        var reader = new ProtobufReader(shape);
        while (reader.Read())
        {
            if (reader.Field != Dimension || reader.Type != WireType.Length)
                continue;
            last = 0;
            var dimension = new ProtobufReader(reader.Content);
            while (dimension.Read())
            {
                if (dimension.Field == DimensionValue)
                    last = dimension.Number;
            }
        }

        return last <= int.MaxValue ? (int)last : 0;
    }

    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> message, int field)
    {
        ReadOnlySpan<byte> found = default;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == field && reader.Type == WireType.Length)
                found = reader.Content;
        }

        return found;
    }
}
