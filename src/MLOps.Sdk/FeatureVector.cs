namespace MLOps.Sdk;

/// <summary>Numeric features in the order in which the model declares them; NaN is a missing value.</summary>
/// <remarks>A view of the caller's memory: nothing is copied until the call is recorded, which happens before the model runs.</remarks>
/// <param name="Values">The values.</param>
public readonly record struct FeatureVector(ReadOnlyMemory<double> Values)
{
    /// <summary>The values.</summary>
    public ReadOnlySpan<double> Span => Values.Span;

    /// <summary>The number of values.</summary>
    public int Length => Values.Length;

    /// <summary>A vector over an array.</summary>
    public static implicit operator FeatureVector(double[] values) => new(values);
}
