using MLOps.Sdk.Features;
using MLOps.Sdk.OnnxRuntime.Inputs;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>The features of models whose inputs are feature vectors.</summary>
public static class OnnxFeatures
{
    /// <summary>The features that a model itself names: its inputs' names, or f0 to f(k-1) for the k columns of its only input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The name under which it is served.</param>
    /// <exception cref="ModelLoadException">It does not say how many features it takes, or takes text.</exception>
    public static FeatureSet<FeatureVector> FromModel(OnnxModel model, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        return FromSchema(ModelSchemas.From(model, name));
    }

    /// <summary>The features of vectors that hold what a schema declares, in its order.</summary>
    /// <param name="schema">The model's name and features, all of them numbers.</param>
    /// <exception cref="ModelLoadException">A feature is a category.</exception>
    public static FeatureSet<FeatureVector> FromSchema(ModelSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return FeatureVectorFeatures.Create(schema);
    }
}
