using MLOps.Sdk.OnnxRuntime.Calls;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

/// <summary>Reads predictions from the outputs of a run. Safe on any thread; the tensors are not.</summary>
/// <param name="plan">The outputs that it reads.</param>
internal abstract class OutputReader<TOutput>(OutputPlan plan)
{
    /// <summary>The outputs to ask for.</summary>
    public OutputPlan Plan { get; } = plan;

    /// <summary>The prediction of one row.</summary>
    public abstract TOutput Read(OutputTensors tensors, int row);
}

/// <summary>Chooses how a prediction is read; settled when the model is loaded.</summary>
internal static class OutputReader
{
    private const string LabelTypes = "Int64, Int32, Bool or String";
    private const string IntegerTypes = "Int64 or Int32";

    /// <summary>A reader of predictions of a type.</summary>
    /// <exception cref="ModelLoadException">The model does not give it, or the type cannot be read: the message says what can.</exception>
    public static OutputReader<TOutput> Create<TOutput>(OutputChooser chooser, OnnxRuntimeOptions options)
    {
        object reader;
        if (typeof(TOutput) == typeof(float))
            reader = new FloatReader(ScoreColumn.Choose(chooser, options));
        else if (typeof(TOutput) == typeof(double))
            reader = new DoubleReader(ScoreColumn.Choose(chooser, options));
        else if (typeof(TOutput) == typeof(float[]))
            reader = new FloatsReader(chooser.Score());
        else if (typeof(TOutput) == typeof(double[]))
            reader = new DoublesReader(chooser.Score());
        else if (typeof(TOutput) == typeof(long))
            reader = new LongReader(chooser.Label(OutputChooser.IsInteger, IntegerTypes, "Ask for TOutput = string, float or double."));
        else if (typeof(TOutput) == typeof(int))
            reader = new IntReader(chooser.Label(OutputChooser.IsInteger, IntegerTypes, "Ask for TOutput = string, float or double."));
        else if (typeof(TOutput) == typeof(bool))
            reader = new BoolReader(chooser.Label(IsTruth, "Int64, Int32 or Bool", "Ask for TOutput = string, float or double."));
        else if (typeof(TOutput) == typeof(string))
            reader = new LabelReader(chooser.Label(OutputChooser.IsLabel, LabelTypes, "Ask for TOutput = float or double."));
        else if (typeof(TOutput) == typeof(Classification))
            reader = CreateClassification(chooser);
        else
            throw chooser.Misfit($"an ONNX model cannot predict a {typeof(TOutput)}. TOutput is float, double, float[], double[], long, int, bool, string or Classification.");

        return (OutputReader<TOutput>)reader;
    }

    private static ClassificationReader CreateClassification(OutputChooser chooser)
    {
        OutputBinding label = chooser.Label(OutputChooser.IsLabel, LabelTypes, "Ask for TOutput = float or double.", byName: false);
        OutputBinding score = chooser.Score();
        return score.Output.Name != label.Output.Name
            ? new ClassificationReader(label, score)
            : throw chooser.Misfit($"the only output, '{label.Output.Name}', is a label without probabilities. Ask for TOutput = long or string.");
    }

    private static bool IsTruth(OnnxValueInfo output) =>
        OutputChooser.IsInteger(output) || output is { Kind: OnnxValueKind.Tensor, ElementType: OnnxElementType.Bool };
}
