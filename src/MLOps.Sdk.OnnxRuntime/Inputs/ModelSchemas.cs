using System.Globalization;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Inputs;

/// <summary>Derives a schema from a model whose features nobody declared.</summary>
internal static class ModelSchemas
{
    /// <summary>A feature per input, named as the input; or, for one input of k columns, f0 to f(k-1).</summary>
    /// <exception cref="ModelLoadException">The model does not say how many features it takes.</exception>
    public static ModelSchema From(OnnxModel model, string name)
    {
        if (model.Inputs is not [OnnxValueInfo only])
            return new ModelSchema(name, model.Inputs.Select(input => (input.Name, KindOf(input))));

        int columns = InputShape.Of(only).Columns;
        return columns switch
        {
            1 => new ModelSchema(name, [(only.Name, KindOf(only))]),
            > 1 => new ModelSchema(name, Enumerable.Range(0, columns).Select(i => ("f" + i.ToString(CultureInfo.InvariantCulture), KindOf(only)))),
            _ => throw new ModelLoadException($"Model '{name}': input '{only.Name}' ({only.Describe()}) does not say how many features it takes. Declare them."),
        };
    }

    private static FeatureKind KindOf(OnnxValueInfo input) =>
        input.ElementType == OnnxElementType.String ? FeatureKind.Categorical : FeatureKind.Numeric;
}
