using System.Collections.Immutable;

namespace MLOps.Sdk.OnnxRuntime.Inputs;

/// <summary>One input of a model and the features that fill a row of it. Immutable.</summary>
/// <param name="Input">The input.</param>
/// <param name="Slots">For each column the slot of its feature: numeric slots, or categorical ones when the input takes text.</param>
/// <param name="Names">The features' names, for messages.</param>
/// <param name="Shape">How rows are laid out in it.</param>
internal sealed record InputBinding(OnnxValueInfo Input, ImmutableArray<int> Slots, ImmutableArray<string> Names, InputShape Shape)
{
    public OnnxElementType Type => Input.ElementType;

    public int Columns => Slots.Length;

    public bool IsText => Type == OnnxElementType.String;

    /// <summary>Whether the columns are the numeric features themselves, in their order, so that a row is copied at once.</summary>
    public bool IsIdentity { get; } = Slots.Select((slot, column) => slot == column).All(same => same);
}
