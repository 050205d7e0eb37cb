using System.Globalization;
using MLOps.Sdk.OnnxRuntime.Calls;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

internal sealed class LongReader(OutputBinding output) : OutputReader<long>(new OutputPlan(output))
{
    public override long Read(OutputTensors tensors, int row) => Label.Number(tensors, output.Type, row);
}

internal sealed class IntReader(OutputBinding output) : OutputReader<int>(new OutputPlan(output))
{
    public override int Read(OutputTensors tensors, int row)
    {
        long label = Label.Number(tensors, output.Type, row);
        return (int)label == label
            ? (int)label
            : throw new OnnxRuntimeException($"Output '{output.Output.Name}' gave {label}, which an int cannot hold. Ask for TOutput = long.");
    }
}

internal sealed class BoolReader(OutputBinding output) : OutputReader<bool>(new OutputPlan(output))
{
    public override bool Read(OutputTensors tensors, int row) => Label.Number(tensors, output.Type, row) switch
    {
        1 => true,
        0 or -1 => false, // -1 is the other class of detectors of outliers
        long label => throw new OnnxRuntimeException($"Output '{output.Output.Name}' gave class {label}, which is neither true (1) nor false (0, -1). Ask for TOutput = long."),
    };
}

internal sealed class LabelReader(OutputBinding output) : OutputReader<string>(new OutputPlan(output))
{
    private readonly LabelTexts _texts = new();

    public override string Read(OutputTensors tensors, int row) => Label.Text(tensors, output.Type, row, _texts);
}

/// <summary>Reads the label, which is always the first output asked for.</summary>
internal static class Label
{
    public static long Number(OutputTensors tensors, OnnxElementType type, int row) => type switch
    {
        OnnxElementType.Int64 => tensors.Row<long>(0, row)[0],
        OnnxElementType.Int32 => tensors.Row<int>(0, row)[0],
        _ => tensors.Row<byte>(0, row)[0],
    };

    public static string Text(OutputTensors tensors, OnnxElementType type, int row, LabelTexts texts)
    {
        if (type == OnnxElementType.String)
            return texts.Get(tensors.Text(0, row));
        if (type == OnnxElementType.Bool)
            return Number(tensors, type, row) == 0 ? "false" : "true";

        Span<byte> digits = stackalloc byte[20];
        Number(tensors, type, row).TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        return texts.Get(digits[..length]);
    }
}
