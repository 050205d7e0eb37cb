using System.Collections.Immutable;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Derived;

/// <summary>Numbers that are worked out of each recorded prediction and watched for drift like features. Immutable, but for what <see cref="Read"/> keeps.</summary>
public sealed class DerivedSignals
{
    /// <summary>Signals with their reference.</summary>
    /// <param name="names">Their names, in the order in which <paramref name="read"/> fills.</param>
    /// <param name="read">Works them out. What throws is missing for that prediction, and is counted.</param>
    /// <param name="reference">What they were in training or in a good stretch of the log: a signal of each name, all numbers.</param>
    /// <exception cref="ReferenceException">A name is there twice, or the reference has no number of that name.</exception>
    public DerivedSignals(IEnumerable<string> names, RecordReader read, ReferenceProfile reference)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(reference);
        Names = [.. names];
        Read = read;
        Reference = reference;
        if (Names.IsEmpty || Names.Distinct(StringComparer.Ordinal).Count() < Names.Length)
            throw new ReferenceException($"Derived signals need names, each another one; these are: {string.Join(", ", Names)}.");
        if (Names.FirstOrDefault(name => reference.Find(name)?.Kind != FeatureKind.Numeric) is { } unknown)
            throw new ReferenceException($"The derived signal '{unknown}' has no number of that name in its reference, which has: {string.Join(", ", reference.Signals.Select(static signal => signal.Name))}.");
    }

    /// <summary>The signals' names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Works them out.</summary>
    public RecordReader Read { get; }

    /// <summary>What they are compared with.</summary>
    public ReferenceProfile Reference { get; }
}
