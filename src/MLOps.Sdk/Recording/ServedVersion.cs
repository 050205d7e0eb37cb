namespace MLOps.Sdk.Recording;

/// <summary>A version of a model as records refer to it. Immutable; one instance per (model, version) and process.</summary>
/// <param name="Schema">The model.</param>
/// <param name="Version">The version's name, such as "v1".</param>
/// <param name="Ordinal">The number that stands for this pair in the ring's records.</param>
public sealed record ServedVersion(ModelSchema Schema, string Version, int Ordinal);
