using MLOps.Sdk.OnnxRuntime.Calls;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

/// <summary>The one number of a row that is the prediction. Immutable.</summary>
internal sealed class ScoreColumn
{
    private readonly OutputChooser _chooser;
    private readonly OnnxElementType _type;

    // -1 where the model does not say how many values a row has: decided by each row.
    private readonly int _column;

    private ScoreColumn(OutputChooser chooser, OutputBinding output, int column)
    {
        _chooser = chooser;
        Output = output;
        _type = output.Type;
        _column = column;
    }

    public OutputBinding Output { get; }

    /// <summary>Chooses the column: the one asked for, the only one, or P(class 1) of a binary classifier.</summary>
    /// <exception cref="ModelLoadException">Several could be meant.</exception>
    public static ScoreColumn Choose(OutputChooser chooser, OnnxRuntimeOptions options)
    {
        OutputBinding output = chooser.Score();
        if (options.OutputColumn is not { } column)
            return new ScoreColumn(chooser, output, output.Width < 0 ? -1 : ColumnOf(chooser, output.Output, output.Width));
        return output.Width < 0 || column < output.Width
            ? new ScoreColumn(chooser, output, column)
            : throw chooser.Misfit($"OnnxRuntimeOptions.OutputColumn is {column}, and output '{output.Output.Name}' ({output.Output.Describe()}) has columns 0 to {output.Width - 1}.");
    }

    /// <summary>The number of a row.</summary>
    public double Read(OutputTensors tensors, int row) => _type switch
    {
        OnnxElementType.Float => Pick(tensors.Row<float>(0, row)),
        OnnxElementType.Double => Pick(tensors.Row<double>(0, row)),
        OnnxElementType.Int64 => Pick(tensors.Row<long>(0, row)),
        _ => Pick(tensors.Row<int>(0, row)),
    };

    private T Pick<T>(ReadOnlySpan<T> values)
    {
        int column = _column >= 0 ? _column : ColumnOf(_chooser, Output.Output, values.Length);
        return column < values.Length ? values[column] : throw TooNarrow(values.Length);
    }

    private ModelLoadException TooNarrow(int width) =>
        _chooser.Misfit($"OnnxRuntimeOptions.OutputColumn is {_column}, and output '{Output.Output.Name}' has {width} values per row.");

    private static int ColumnOf(OutputChooser chooser, OnnxValueInfo output, int width) => width switch
    {
        1 => 0,
        2 when chooser.IsClassifier || output.Name.Contains("prob", StringComparison.OrdinalIgnoreCase) => 1,
        _ => throw chooser.Misfit(
            $"output '{output.Name}' ({output.Describe()}) has {width} values per row, and one number is asked for. " +
            "Say which in OnnxRuntimeOptions.OutputColumn, or ask for TOutput = float[], double[] or Classification."),
    };
}
