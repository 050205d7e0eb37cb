namespace MLOps.Sdk.OnnxRuntime.Outputs;

/// <summary>One output that is read. Immutable.</summary>
/// <param name="Output">The output.</param>
/// <param name="TakesBatches">Whether runs have any number of rows; otherwise they have one.</param>
internal sealed record OutputBinding(OnnxValueInfo Output, bool TakesBatches)
{
    public OnnxElementType Type => Output.ElementType;

    /// <summary>Values per row of features; -1 when the model does not say.</summary>
    public int Width { get; } = WidthOf(Output, TakesBatches);

    /// <summary>The dimensions for a number of rows; null when the model does not say, or they are not those of the rows.</summary>
    public long[]? ShapeFor(int rows)
    {
        if (Width < 0 || Output.Dimensions.IsEmpty || Type == OnnxElementType.String)
            return null;

        long first = Output.Dimensions[0];
        if (first != -1 && (rows != 1 || (first != 1 && TakesBatches)))
            return null;

        long[] shape = [.. Output.Dimensions];
        shape[0] = first == -1 ? rows : first;
        return shape;
    }

    private static int WidthOf(OnnxValueInfo output, bool takesBatches)
    {
        if (output.Dimensions.IsEmpty)
            return -1;

        long width = takesBatches ? 1 : Math.Max(1, output.Dimensions[0]);
        foreach (long dimension in output.Dimensions.AsSpan()[1..])
        {
            if (dimension <= 0 || (width *= dimension) > int.MaxValue)
                return -1;
        }

        return (int)width;
    }
}
