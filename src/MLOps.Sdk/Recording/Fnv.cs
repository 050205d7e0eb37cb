namespace MLOps.Sdk.Recording;

/// <summary>FNV-1a, 64 bits: tells texts of records apart without keeping them.</summary>
internal static class Fnv
{
    /// <summary>The hash; 0 for an empty text.</summary>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return 0;

        ulong hash = 14695981039346656037;
        foreach (byte value in text)
            hash = (hash ^ value) * 1099511628211;
        return hash;
    }
}
