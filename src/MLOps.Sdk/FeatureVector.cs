using System.Runtime.InteropServices;

namespace MLOps.Sdk;

/// <summary>Numeric features in the order in which the model declares them; NaN is a missing value.</summary>
/// <remarks>A view of the caller's array: nothing is copied until the call is recorded, which happens before the model runs.</remarks>
public readonly struct FeatureVector : IEquatable<FeatureVector>
{
    private readonly double[]? _array; // not a Memory: reading its span costs more than all the rest of a capture
    private readonly int _start;
    private readonly int _length;

    /// <summary>A vector over a whole array.</summary>
    public FeatureVector(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _array = values;
        _length = values.Length;
    }

    /// <summary>A vector over memory; a view when the memory is part of an array, as it nearly always is, else a copy.</summary>
    public FeatureVector(ReadOnlyMemory<double> values)
    {
        if (!MemoryMarshal.TryGetArray(values, out ArraySegment<double> segment))
            segment = values.ToArray();
        _array = segment.Array;
        _start = segment.Offset;
        _length = segment.Count;
    }

    /// <summary>The values.</summary>
    public ReadOnlySpan<double> Span => new(_array, _start, _length);

    /// <summary>The values.</summary>
    public ReadOnlyMemory<double> Values => new(_array, _start, _length);

    /// <summary>The number of values.</summary>
    public int Length => _length;

    /// <summary>A vector over an array.</summary>
    public static implicit operator FeatureVector(double[] values) => new(values);

    /// <summary>Whether both are views of the same values.</summary>
    public static bool operator ==(FeatureVector left, FeatureVector right) => left.Equals(right);

    /// <summary>Whether they are views of different values.</summary>
    public static bool operator !=(FeatureVector left, FeatureVector right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(FeatureVector other) => Values.Equals(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeatureVector other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.GetHashCode();
}
