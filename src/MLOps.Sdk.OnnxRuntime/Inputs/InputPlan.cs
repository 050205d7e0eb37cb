using System.Collections.Immutable;
using MLOps.Sdk.OnnxRuntime.Native;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Inputs;

/// <summary>Which feature goes where in the inputs of a model; settled when the model is loaded. Immutable.</summary>
internal sealed class InputPlan
{
    private InputPlan(ModelSchema schema, ImmutableArray<InputBinding> bindings)
    {
        Schema = schema;
        Bindings = bindings;
        TakesBatches = bindings.All(binding => binding.Shape.TakesBatches);
        NamePointers = GC.AllocateArray<nint>(bindings.Length, pinned: true);
        for (int i = 0; i < bindings.Length; i++)
            NamePointers[i] = Pinned.AddressOf(bindings[i].Input.Utf8Name);
    }

    public ModelSchema Schema { get; }

    public ImmutableArray<InputBinding> Bindings { get; }

    /// <summary>Whether one run takes any number of rows; otherwise it takes one.</summary>
    public bool TakesBatches { get; }

    /// <summary>The inputs' names as C knows them, on the pinned heap.</summary>
    public nint[] NamePointers { get; }

    /// <summary>Maps the declared features to the inputs.</summary>
    /// <exception cref="ModelLoadException">They do not fit: the message says which, and how to mend it.</exception>
    public static InputPlan Create(OnnxModel model, ModelSchema schema)
    {
        if (model.Inputs.IsEmpty)
            throw Misfit(schema, "the ONNX model has no inputs. Register a model that takes features.");
        if (schema.Features.IsEmpty)
            throw Misfit(schema, $"no feature is declared, and the ONNX model takes {Describe(model)}. Declare its features.");
        foreach (OnnxValueInfo input in model.Inputs)
            RequireSupported(schema, input);

        ImmutableArray<InputBinding> bindings =
            model.Inputs is [OnnxValueInfo only] ? [BindAll(schema, only, schema.Features)]
            : HaveSameNames(model, schema) ? [.. model.Inputs.Select(input => BindAll(schema, input, schema.Features.Where(f => f.Name == input.Name)))]
            : BindByKind(model, schema);
        return new InputPlan(schema, bindings);
    }

    private static bool HaveSameNames(OnnxModel model, ModelSchema schema) =>
        model.Inputs.Select(i => i.Name).ToHashSet(StringComparer.Ordinal).SetEquals(schema.Features.Select(f => f.Name));

    /// <summary>What pipelines over mixed columns export: one table of numbers beside one table of texts.</summary>
    private static ImmutableArray<InputBinding> BindByKind(OnnxModel model, ModelSchema schema)
    {
        OnnxValueInfo[] numeric = [.. model.Inputs.Where(i => i.ElementType != OnnxElementType.String)];
        OnnxValueInfo[] text = [.. model.Inputs.Where(i => i.ElementType == OnnxElementType.String)];
        bool twoTables = numeric is [{ Dimensions.Length: 2 }] && text is [{ Dimensions.Length: 2 }] && schema.NumericCount > 0 && schema.CategoricalCount > 0
            && schema.NumericCount + schema.CategoricalCount > 2;
        if (twoTables)
        {
            return [.. model.Inputs.Select(input => BindAll(schema, input, schema.Features.Where(
                f => f.Kind == (input.ElementType == OnnxElementType.String ? FeatureKind.Categorical : FeatureKind.Numeric))))];
        }

        string[] unknown = [.. schema.Features.Select(f => f.Name).Except(model.Inputs.Select(i => i.Name))];
        string[] unfilled = [.. model.Inputs.Select(i => i.Name).Except(schema.Features.Select(f => f.Name))];
        throw Misfit(schema,
            $"the ONNX model has {model.Inputs.Length} inputs, to which features are matched by name. " +
            (unfilled.Length > 0 ? $"No feature is declared for: {string.Join(", ", unfilled)}. " : "") +
            (unknown.Length > 0 ? $"No input is named: {string.Join(", ", unknown)}. " : "") +
            "Name each feature as its input.");
    }

    private static InputBinding BindAll(ModelSchema schema, OnnxValueInfo input, IEnumerable<FeatureDeclaration> features)
    {
        FeatureDeclaration[] columns = [.. features];
        InputShape shape;
        try
        {
            shape = InputShape.Of(input);
        }
        catch (ModelLoadException fault)
        {
            throw Misfit(schema, fault.Message);
        }

        if (shape.Columns >= 0 && shape.Columns != columns.Length)
        {
            throw Misfit(schema,
                $"input '{input.Name}' ({input.Describe()}) takes {Values(shape.Columns)} per row and {Features(columns.Length)} declared for it: " +
                $"{string.Join(", ", columns.Select(f => f.Name))}. Declare exactly the features the model was trained with, in that order.");
        }

        FeatureKind kind = input.ElementType == OnnxElementType.String ? FeatureKind.Categorical : FeatureKind.Numeric;
        if (columns.FirstOrDefault(f => f.Kind != kind) is { } other)
        {
            throw Misfit(schema, kind == FeatureKind.Numeric
                ? $"feature '{other.Name}' is a category and input '{input.Name}' takes {input.ElementType}. Declare it as a number (encoded as in training), or export the model with a string input."
                : $"feature '{other.Name}' is a number and input '{input.Name}' takes text. Declare it as a category, or export the model with a float input.");
        }

        return new InputBinding(input, [.. columns.Select(f => f.Slot)], [.. columns.Select(f => f.Name)], shape);
    }

    private static void RequireSupported(ModelSchema schema, OnnxValueInfo input)
    {
        if (input.Kind != OnnxValueKind.Tensor)
            throw Misfit(schema, $"input '{input.Name}' is a {input.Kind}, not a tensor. Export the model with tensor inputs.");
        if (input.ElementType is not (OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Int64 or OnnxElementType.String))
            throw Misfit(schema, $"input '{input.Name}' takes {input.ElementType}; Float, Double, Int64 and String can be given. Export the model with one of these.");
    }

    private static string Describe(OnnxModel model) => string.Join(", ", model.Inputs);

    private static string Values(int count) => count == 1 ? "1 value" : $"{count} values";

    private static string Features(int count) => count == 1 ? "1 feature is" : $"{count} features are";

    private static ModelLoadException Misfit(ModelSchema schema, string reason) => new($"Model '{schema.Name}': {reason}");
}
