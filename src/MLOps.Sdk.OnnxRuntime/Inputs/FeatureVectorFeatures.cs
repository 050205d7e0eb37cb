using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.OnnxRuntime.Inputs;

/// <summary>Reads a feature vector as the features of a model.</summary>
internal static class FeatureVectorFeatures
{
    /// <summary>The features of vectors with the given schema.</summary>
    /// <exception cref="Serving.ModelLoadException">A feature is a category, which a vector of numbers cannot hold.</exception>
    public static FeatureSet<FeatureVector> Create(ModelSchema schema)
    {
        FeatureDeclaration? category = schema.Features.FirstOrDefault(f => f.Kind == FeatureKind.Categorical);
        if (category is not null)
        {
            throw new Serving.ModelLoadException(
                $"Model '{schema.Name}' takes the category '{category.Name}', which a feature vector (numbers) cannot hold. Give it an input type of its own and declare its features.");
        }

        return new FeatureSet<FeatureVector>(schema, (vector, values) =>
        {
            if (vector.Length != values.Length)
                throw WrongLength(schema, vector.Length);
            vector.Span.CopyTo(values);
        }, []);
    }

    private static OnnxInputException WrongLength(ModelSchema schema, int length) => new(
        $"The feature vector has {length} values and model '{schema.Name}' takes {schema.NumericCount}: {string.Join(", ", schema.Features.Select(f => f.Name))}.");
}
