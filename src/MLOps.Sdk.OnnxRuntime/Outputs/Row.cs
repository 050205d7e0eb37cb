using System.Numerics;
using MLOps.Sdk.OnnxRuntime.Calls;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

/// <summary>Copies a row of an output, whatever its element type.</summary>
internal static class Row
{
    public static float[] Floats(OutputTensors tensors, OnnxElementType type, int output, int row) => Copy<float>(tensors, type, output, row);

    public static double[] Doubles(OutputTensors tensors, OnnxElementType type, int output, int row) => Copy<double>(tensors, type, output, row);

    private static T[] Copy<T>(OutputTensors tensors, OnnxElementType type, int output, int row) where T : INumberBase<T> => type switch
    {
        OnnxElementType.Float => Convert<float, T>(tensors.Row<float>(output, row)),
        OnnxElementType.Double => Convert<double, T>(tensors.Row<double>(output, row)),
        OnnxElementType.Int64 => Convert<long, T>(tensors.Row<long>(output, row)),
        _ => Convert<int, T>(tensors.Row<int>(output, row)),
    };

    private static TTo[] Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo>
    {
        var values = new TTo[source.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = TTo.CreateTruncating(source[i]);
        return values;
    }
}
