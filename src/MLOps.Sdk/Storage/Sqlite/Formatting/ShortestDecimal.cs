using System.Numerics;

namespace MLOps.Sdk.Storage.Sqlite.Formatting;

/// <summary>
/// The shortest decimal that reads back as a double, and of those the nearest, as R. Giulietti, "The Schubfach way to
/// render doubles" (2020) finds it: three products with a 126-bit power of ten, no loop. For normal doubles between
/// 10⁻³⁰ and 10³⁰ that are not powers of two, which is where features lie; three times as fast as the framework's.
/// </summary>
internal static class ShortestDecimal
{
    private const int FractionBits = 52;
    private const int ExponentBias = 1023 + FractionBits;
    private const ulong ExponentMask = 0x7FF;
    private const ulong FractionMask = (1UL << FractionBits) - 1;
    private const ulong LowMask = (1UL << 63) - 1;

    // 10^e for the exponents that doubles of this range need.
    private const int SmallestPower = -32;
    private const int LargestPower = 48;
    private const double SmallestValue = 1e-30;
    private const double LargestValue = 1e30;

    private static readonly (ulong High, ulong Low)[] Powers = ComputePowers();

    /// <summary>The significand's 53 bits.</summary>
    public static ulong Significand(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        ulong fraction = bits & FractionMask;
        return (bits >> FractionBits & ExponentMask) == 0 ? fraction : fraction | 1UL << FractionBits;
    }

    /// <summary>Gives digits · 10^exponent equal to the magnitude, or false for a double out of range.</summary>
    /// <param name="magnitude">The double, not negative.</param>
    /// <param name="digits">At most 17 digits; may end in zeros.</param>
    /// <param name="exponent">The power of ten.</param>
    public static bool TryFind(double magnitude, out ulong digits, out int exponent)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(magnitude);
        ulong fraction = bits & FractionMask;
        if (!(magnitude is >= SmallestValue and <= LargestValue) || fraction == 0)
        {
            digits = 0;
            exponent = 0;
            return false;
        }

        // The value is c · 2^q; doubles next to it are 2^q apart on both sides, as it is not a power of two.
        ulong c = fraction | 1UL << FractionBits;
        int q = (int)(bits >> FractionBits) - ExponentBias;
        int k = FloorLog10Pow2(q);
        int h = q + FloorLog2Pow10(-k) + 2;
        (ulong high, ulong low) = Powers[-k - SmallestPower];

        // Four times the value and the ends of its rounding interval, in units of 10^k, rounded to odd.
        ulong value = RoundToOdd(high, low, c << 2 << h);
        ulong below = RoundToOdd(high, low, (c << 2) - 2 << h);
        ulong above = RoundToOdd(high, low, (c << 2) + 2 << h);

        // The ends belong to the interval when the value's significand is even.
        ulong open = c & 1;
        digits = Choose(value, below + open, above - open);
        exponent = k;
        return true;
    }

    private static ulong Choose(ulong value, ulong lowest, ulong highest)
    {
        ulong floor = value >> 2;
        ulong shorterFloor = floor / 10 * 10;
        ulong shorterCeiling = shorterFloor + 10;
        bool isFloor = lowest <= shorterFloor << 2;
        bool isCeiling = shorterCeiling << 2 <= highest;
        if (isFloor != isCeiling)
            return isFloor ? shorterFloor : shorterCeiling;

        ulong ceiling = floor + 1;
        isFloor = lowest <= floor << 2;
        isCeiling = ceiling << 2 <= highest;
        if (isFloor != isCeiling)
            return isFloor ? floor : ceiling;

        long fromMiddle = (long)(value - (floor + ceiling << 1));
        return fromMiddle < 0 || (fromMiddle == 0 && (floor & 1) == 0) ? floor : ceiling;
    }

    // The product's integer part; its last bit also stands for any fraction, which keeps comparisons exact.
    private static ulong RoundToOdd(ulong high, ulong low, ulong factor)
    {
        ulong carry = Math.BigMul(low, factor, out _);
        ulong whole = Math.BigMul(high, factor, out ulong part);
        ulong sum = (part >> 1) + carry;
        return whole + (sum >> 63) | (sum & LowMask) + LowMask >> 63;
    }

    private static int FloorLog10Pow2(int exponent) => exponent * 1_262_611 >> 22;

    private static int FloorLog2Pow10(int exponent) => exponent * 1_741_647 >> 19;

    private static (ulong High, ulong Low)[] ComputePowers()
    {
        var powers = new (ulong, ulong)[LargestPower - SmallestPower + 1];
        for (int e = SmallestPower; e <= LargestPower; e++)
        {
            // floor(10^e · 2^-r) + 1 with 126 bits.
            int r = FloorLog2Pow10(e) - 125;
            BigInteger numerator = BigInteger.Pow(10, int.Max(e, 0)) << int.Max(-r, 0);
            BigInteger denominator = BigInteger.Pow(10, int.Max(-e, 0)) << int.Max(r, 0);
            BigInteger power = numerator / denominator + 1;
            powers[e - SmallestPower] = ((ulong)(power >> 63), (ulong)(power & LowMask));
        }

        return powers;
    }
}
