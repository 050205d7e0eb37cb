namespace MLOps.Sdk.Recording;

/// <summary>One declared feature of a model.</summary>
/// <param name="Name">The name, unique in its model, compared ordinally; also the column's name in references.</param>
/// <param name="Kind">How it is recorded and watched.</param>
/// <param name="Slot">Its place among the features of the same kind, in declared order, from 0.</param>
public sealed record FeatureDeclaration(string Name, FeatureKind Kind, int Slot);
