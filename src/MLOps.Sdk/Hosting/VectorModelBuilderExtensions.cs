using MLOps.Sdk.Features;

namespace MLOps.Sdk;

/// <summary>Declares the features of models that take a <see cref="FeatureVector"/>.</summary>
public static class VectorModelBuilderExtensions
{
    /// <summary>Names the values of the vector, in their order. A shorter vector has missing values at its end.</summary>
    public static ModelBuilder<FeatureVector, TOutput> Features<TOutput>(this ModelBuilder<FeatureVector, TOutput> model, params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Features(names, FeatureReaders.ReadVector);
    }
}
