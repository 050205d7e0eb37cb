using MLOps.Sdk.OnnxRuntime.Calls;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

internal sealed class FloatReader(ScoreColumn score) : OutputReader<float>(new OutputPlan(score.Output))
{
    public override float Read(OutputTensors tensors, int row) => (float)score.Read(tensors, row);
}

internal sealed class DoubleReader(ScoreColumn score) : OutputReader<double>(new OutputPlan(score.Output))
{
    public override double Read(OutputTensors tensors, int row) => score.Read(tensors, row);
}

/// <summary>All values of a row: an array for each prediction.</summary>
internal sealed class FloatsReader(OutputBinding output) : OutputReader<float[]>(new OutputPlan(output))
{
    public override float[] Read(OutputTensors tensors, int row) => Row.Floats(tensors, output.Type, 0, row);
}

/// <summary>All values of a row: an array for each prediction.</summary>
internal sealed class DoublesReader(OutputBinding output) : OutputReader<double[]>(new OutputPlan(output))
{
    public override double[] Read(OutputTensors tensors, int row) => Row.Doubles(tensors, output.Type, 0, row);
}
