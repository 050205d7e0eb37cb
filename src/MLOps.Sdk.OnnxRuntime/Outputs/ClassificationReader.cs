using MLOps.Sdk.OnnxRuntime.Calls;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

internal sealed class ClassificationReader(OutputBinding label, OutputBinding score) : OutputReader<Classification>(new OutputPlan(label, score))
{
    private readonly LabelTexts _texts = new();

    public override Classification Read(OutputTensors tensors, int row) => new(
        Label.Text(tensors, label.Type, row, _texts),
        label.Type == OnnxElementType.String ? null : Label.Number(tensors, label.Type, row),
        Row.Floats(tensors, score.Type, 1, row));
}
