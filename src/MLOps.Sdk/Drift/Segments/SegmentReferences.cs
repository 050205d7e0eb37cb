using System.Collections.Immutable;
using MLOps.Sdk.Drift.References;

namespace MLOps.Sdk.Drift.Segments;

/// <summary>What the segments of a model looked like in training. Immutable.</summary>
/// <param name="By">The tag or feature.</param>
/// <param name="ByValue">The most frequent values with their references, most frequent first.</param>
/// <param name="Other">All other values together; null when there were too few rows of them.</param>
public sealed record SegmentReferences(string By, ImmutableArray<(string Value, ReferenceProfile Reference)> ByValue, ReferenceProfile? Other)
{
    /// <summary>The reference of a value, or of <see cref="SegmentOptions.Other"/>; null when there is none.</summary>
    public ReferenceProfile? Find(string value)
    {
        if (value == SegmentOptions.Other)
            return Other;
        foreach ((string name, ReferenceProfile reference) in ByValue)
        {
            if (name == value)
                return reference;
        }

        return null;
    }
}
