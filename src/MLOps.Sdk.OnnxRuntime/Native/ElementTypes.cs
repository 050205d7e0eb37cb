namespace MLOps.Sdk.OnnxRuntime.Native;

/// <summary>The memory of tensor elements.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes per element of the types that are read and written.</summary>
    public static int SizeOf(OnnxElementType type) => type switch
    {
        OnnxElementType.Float or OnnxElementType.Int32 => 4,
        OnnxElementType.Double or OnnxElementType.Int64 => 8,
        OnnxElementType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Elements of this type are neither read nor written."),
    };
}
