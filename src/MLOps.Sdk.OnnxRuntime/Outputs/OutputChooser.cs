using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

/// <summary>Finds the outputs that a prediction is read from.</summary>
/// <param name="model">The model.</param>
/// <param name="modelName">Its name, for messages.</param>
/// <param name="outputName">The output asked for by name, or null.</param>
/// <param name="takesBatches">Whether runs have any number of rows.</param>
internal sealed class OutputChooser(OnnxModel model, string modelName, string? outputName, bool takesBatches)
{
    /// <summary>Whether the model gives a class beside its values, so that two values per row are the probabilities of two classes.</summary>
    public bool IsClassifier { get; } =
        model.Outputs.Any(IsLabel) && model.Outputs.Any(output => !IsLabel(output));

    /// <summary>The output of numbers: the one asked for, the only one, or the one named as probabilities.</summary>
    /// <exception cref="ModelLoadException">There is none, or more than one could be meant.</exception>
    public OutputBinding Score()
    {
        if (outputName is not null)
            return Bind(Named(outputName, IsNumeric, "numbers (Float, Double, Int64 or Int32)"));

        RefuseZipMapBeside(IsReal);
        return Bind(One(IsReal, "prob", "Float or Double") ?? One(IsNumeric, "label", "Int64 or Int32") ?? throw Misfit(
            $"no output holds numbers: {Describe()}. Ask for TOutput = string to read a label."));
    }

    /// <summary>The output of classes: the one asked for, the only one, or the one named as label.</summary>
    /// <param name="isReadable">Which element types will do.</param>
    /// <param name="types">Those types, for messages.</param>
    /// <param name="wayOut">What else to ask for.</param>
    /// <param name="byName">Whether the output asked for by name is the label.</param>
    /// <exception cref="ModelLoadException">There is none, or more than one could be meant.</exception>
    public OutputBinding Label(Func<OnnxValueInfo, bool> isReadable, string types, string wayOut, bool byName = true)
    {
        OutputBinding label = Bind(byName && outputName is not null
            ? Named(outputName, isReadable, types)
            : One(isReadable, "label", types) ?? throw Misfit($"no output is a label ({types}): {Describe()}. {wayOut}"));
        return label.Width is 1 or -1
            ? label
            : throw Misfit($"output '{label.Output.Name}' ({label.Output.Describe()}) has {label.Width} values per row, and a label is one. {wayOut}");
    }

    /// <summary>A model that cannot give what is asked of it.</summary>
    public ModelLoadException Misfit(string reason) => new($"Model '{modelName}': {reason}");

    public static bool IsReal(OnnxValueInfo output) =>
        output is { Kind: OnnxValueKind.Tensor, ElementType: OnnxElementType.Float or OnnxElementType.Double };

    public static bool IsNumeric(OnnxValueInfo output) => IsReal(output) || IsInteger(output);

    public static bool IsInteger(OnnxValueInfo output) =>
        output is { Kind: OnnxValueKind.Tensor, ElementType: OnnxElementType.Int64 or OnnxElementType.Int32 };

    public static bool IsLabel(OnnxValueInfo output) =>
        IsInteger(output) || output is { Kind: OnnxValueKind.Tensor, ElementType: OnnxElementType.String or OnnxElementType.Bool };

    private OutputBinding Bind(OnnxValueInfo output) => new(output, takesBatches);

    private OnnxValueInfo Named(string name, Func<OnnxValueInfo, bool> isReadable, string types)
    {
        OnnxValueInfo output = model.Outputs.FirstOrDefault(o => o.Name == name)
            ?? throw Misfit($"there is no output '{name}' (OnnxRuntimeOptions.Output). The outputs are {Describe()}.");
        if (isReadable(output))
            return output;
        throw IsZipMap(output)
            ? ZipMap(output)
            : Misfit($"output '{name}' ({output.Describe()}) does not hold {types}. The outputs are {Describe()}.");
    }

    private OnnxValueInfo? One(Func<OnnxValueInfo, bool> isReadable, string hint, string types)
    {
        OnnxValueInfo[] candidates = [.. model.Outputs.Where(isReadable)];
        if (candidates.Length <= 1)
            return candidates.FirstOrDefault();

        OnnxValueInfo[] hinted = [.. candidates.Where(o => o.Name.Contains(hint, StringComparison.OrdinalIgnoreCase))];
        return hinted is [OnnxValueInfo only]
            ? only
            : throw Misfit($"{candidates.Length} outputs hold {types}: {string.Join(", ", candidates.AsEnumerable())}. Say which in OnnxRuntimeOptions.Output.");
    }

    private void RefuseZipMapBeside(Func<OnnxValueInfo, bool> isReadable)
    {
        if (!model.Outputs.Any(isReadable) && model.Outputs.FirstOrDefault(IsZipMap) is { } zipMap)
            throw ZipMap(zipMap);
    }

    private ModelLoadException ZipMap(OnnxValueInfo output) => Misfit(
        $"output '{output.Name}' is a {output.Kind} of maps, which a ZipMap node makes, and not a tensor of probabilities. " +
        "Export the model without it (skl2onnx: options={'zipmap': False}; onnxmltools: zipmap=False), or ask for the label alone (TOutput = long, int, bool or string).");

    private static bool IsZipMap(OnnxValueInfo output) => output.Kind is OnnxValueKind.Sequence or OnnxValueKind.Map;

    private string Describe() => string.Join(", ", model.Outputs);
}
