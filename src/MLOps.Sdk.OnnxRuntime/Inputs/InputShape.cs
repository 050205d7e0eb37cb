using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Inputs;

/// <summary>How an input holds rows of features.</summary>
/// <param name="Columns">Values per row; -1 when the model leaves it free.</param>
/// <param name="TakesBatches">Whether the number of rows is free; otherwise it is 1.</param>
/// <param name="HasRowDimension">Whether the first dimension counts rows.</param>
/// <param name="HasColumnDimension">Whether the last dimension counts columns.</param>
internal readonly record struct InputShape(int Columns, bool TakesBatches, bool HasRowDimension, bool HasColumnDimension)
{
    /// <summary>Reads the shape of an input.</summary>
    /// <exception cref="ModelLoadException">It is not a table of features.</exception>
    public static InputShape Of(OnnxValueInfo input) => input.Dimensions switch
    {
        [] => new(-1, TakesBatches: true, HasRowDimension: true, HasColumnDimension: true),
        [-1] => new(1, TakesBatches: true, HasRowDimension: true, HasColumnDimension: false),
        [1] => new(1, TakesBatches: false, HasRowDimension: true, HasColumnDimension: false),
        [> 1 and <= int.MaxValue and var columns] => new((int)columns, TakesBatches: false, HasRowDimension: false, HasColumnDimension: true),
        [-1 or 1, <= int.MaxValue and var columns] when columns != 0 =>
            new((int)columns, TakesBatches: input.Dimensions[0] == -1, HasRowDimension: true, HasColumnDimension: true),
        [> 1, _] => throw new ModelLoadException(
            $"Input '{input.Name}' ({input.Describe()}) takes exactly {input.Dimensions[0]} rows at a time. Export the model with a free first dimension (a dynamic batch axis), or with 1."),
        _ => throw new ModelLoadException(
            $"Input '{input.Name}' ({input.Describe()}) is not a table of features. Models with inputs [n,k], [n] or [k] can be called."),
    };

    /// <summary>The dimensions for a number of rows.</summary>
    public long[] Dimensions(int rows, int columns) => (HasRowDimension, HasColumnDimension) switch
    {
        (true, true) => [rows, columns],
        (true, false) => [rows],
        _ => [columns],
    };
}
