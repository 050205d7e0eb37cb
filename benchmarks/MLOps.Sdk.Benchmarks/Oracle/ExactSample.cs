using System.Numerics;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>Finite doubles as whole multiples of 2^−1074: sums, differences and products of them are exact.</summary>
internal static class ExactSample
{
    private const int Least = 1074;

    /// <summary>The number 1 in these units.</summary>
    public static BigInteger One { get; } = BigInteger.One << Least;

    public static BigInteger Units(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        BigInteger units = (BigInteger)mantissa << Math.Max(exponent - 1, 0);
        return bits < 0 ? -units : units;
    }

    /// <summary>The nearest double of a fraction, but for the last bit; the largest finite one where it is beyond.</summary>
    public static double ToDouble(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero)
            return 0;

        BigInteger magnitude = BigInteger.Abs(numerator);
        int shift = 64 - (int)(magnitude.GetBitLength() - denominator.GetBitLength());
        BigInteger quotient = shift >= 0 ? (magnitude << shift) / denominator : magnitude / (denominator << -shift);
        double value = Math.Min(Math.ScaleB((double)quotient, -shift), double.MaxValue);
        return numerator.Sign < 0 ? -value : value;
    }

    /// <summary>The root of a fraction.</summary>
    public static double Root(BigInteger numerator, BigInteger denominator)
    {
        // √(a / b) = √(a b 4^k) / (b 2^k) with enough digits in front.
        const int Shift = 128;
        return ToDouble(ExactNumber.Root((numerator * denominator) << (2 * Shift)), denominator << Shift);
    }
}
