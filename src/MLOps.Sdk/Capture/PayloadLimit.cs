namespace MLOps.Sdk.Capture;

/// <summary>Where a payload is cut, and what is kept of what was cut.</summary>
/// <param name="Bytes">The most bytes that are recorded.</param>
/// <param name="HashesCut">Whether the whole of a text that is cut is hashed, on the caller's thread.</param>
internal readonly record struct PayloadLimit(int Bytes, bool HashesCut = false)
{
    public static implicit operator PayloadLimit(int bytes) => new(bytes);
}
