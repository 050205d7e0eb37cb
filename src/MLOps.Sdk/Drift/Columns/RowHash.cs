namespace MLOps.Sdk.Drift.Columns;

/// <summary>A hash of a row's fields in 64 bits: of a million rows, two different ones are taken for equal once in thirty million files.</summary>
internal static class RowHash
{
    public static ulong Add(ulong hash, ReadOnlySpan<byte> field)
    {
        // The length keeps "ab", "c" and "a", "bc" apart.
        hash = Mix(hash ^ ((ulong)field.Length + 0x9E3779B97F4A7C15));
        foreach (byte value in field)
            hash = Mix(hash ^ value);
        return hash;
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value ^ 0xE7037ED1A0B428DB, 0xA0761D6478BD642F, out ulong low);
        return high ^ low;
    }
}
