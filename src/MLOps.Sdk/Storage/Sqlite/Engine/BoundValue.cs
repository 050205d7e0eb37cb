namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>What a column of a row holds, by SQLite's own types; the default is NULL.</summary>
internal readonly unsafe struct BoundValue
{
    private BoundValue(ValueKind kind, long bits, byte* bytes, int length)
    {
        Kind = kind;
        Bits = bits;
        Bytes = bytes;
        Length = length;
    }

    public ValueKind Kind { get; }

    /// <summary>The integer, or the bits of the real number.</summary>
    public long Bits { get; }

    public byte* Bytes { get; }

    public int Length { get; }

    public static BoundValue Of(long value) => new(ValueKind.Integer, value, null, 0);

    public static BoundValue Of(double value) => new(ValueKind.Real, BitConverter.DoubleToInt64Bits(value), null, 0);

    public static BoundValue Of(byte* bytes, int length, bool isText) => new(isText ? ValueKind.Text : ValueKind.Blob, 0, bytes, length);
}

/// <summary>SQLite's types. The numbers are part of the chain's encoding.</summary>
internal enum ValueKind : byte
{
    Null = 0,
    Integer = 1,
    Real = 2,
    Text = 3,
    Blob = 4,
}
