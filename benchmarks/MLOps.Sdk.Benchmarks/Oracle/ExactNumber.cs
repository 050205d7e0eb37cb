using System.Numerics;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>A number with 256 binary digits behind the point: far more than the figures that are checked against it.</summary>
internal readonly record struct ExactNumber : IComparable<ExactNumber>
{
    private const int Digits = 256;

    private static readonly BigInteger Unit = BigInteger.One << Digits;
    private static readonly ExactNumber LnTwo = AtanhTimesTwo(new ExactNumber(Unit / 3));

    private readonly BigInteger _value;

    private ExactNumber(BigInteger value) => _value = value;

    public static ExactNumber Zero => default;

    public static ExactNumber One { get; } = new(Unit);

    public static ExactNumber Pi { get; } = (4 * Atan(5)) - Atan(239) is { } quarter ? quarter * 4 : default;

    public int Sign => _value.Sign;

    public static implicit operator ExactNumber(long value) => new(value * Unit);

    public static ExactNumber Ratio(BigInteger numerator, BigInteger denominator) => new(numerator * Unit / denominator);

    /// <summary>A double as it is, to the last of the digits.</summary>
    public static ExactNumber Of(double value) => Ratio(ExactSample.Units(value), ExactSample.One);

    public static ExactNumber operator +(ExactNumber a, ExactNumber b) => new(a._value + b._value);

    public static ExactNumber operator -(ExactNumber a, ExactNumber b) => new(a._value - b._value);

    public static ExactNumber operator -(ExactNumber a) => new(-a._value);

    public static ExactNumber operator *(ExactNumber a, ExactNumber b) => new((a._value * b._value) >> Digits);

    public static ExactNumber operator /(ExactNumber a, ExactNumber b) => new((a._value << Digits) / b._value);

    public static bool operator <(ExactNumber a, ExactNumber b) => a._value < b._value;

    public static bool operator >(ExactNumber a, ExactNumber b) => a._value > b._value;

    public static ExactNumber Abs(ExactNumber a) => new(BigInteger.Abs(a._value));

    public static ExactNumber Max(ExactNumber a, ExactNumber b) => a > b ? a : b;

    public static ExactNumber Sqrt(ExactNumber a) => new(Root(a._value << Digits));

    /// <summary>The natural logarithm of a positive number: 2 artanh((x − 1) / (x + 1)) after taking out powers of two.</summary>
    public static ExactNumber Ln(ExactNumber a)
    {
        int shift = (int)a._value.GetBitLength() - Digits - 1;
        var reduced = new ExactNumber(shift >= 0 ? a._value >> shift : a._value << -shift);
        return AtanhTimesTwo((reduced - One) / (reduced + One)) + (LnTwo * shift);
    }

    /// <summary>e to a power of at most 0, by halving until the series is short.</summary>
    public static ExactNumber Exp(ExactNumber a)
    {
        const int Halvings = 16;
        var small = new ExactNumber(a._value >> Halvings);
        ExactNumber term = One;
        ExactNumber sum = One;
        for (int i = 1; term.Sign != 0 && i < 200; i++)
        {
            term = new ExactNumber((term * small)._value / i);
            sum += term;
        }

        for (int i = 0; i < Halvings; i++)
            sum *= sum;
        return sum;
    }

    public int CompareTo(ExactNumber other) => _value.CompareTo(other._value);

    public double ToDouble() => ExactSample.ToDouble(_value, Unit);

    /// <summary>The root of an integer, rounded down (Newton).</summary>
    public static BigInteger Root(BigInteger value)
    {
        if (value.Sign <= 0)
            return BigInteger.Zero;

        BigInteger root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (value / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }

    private static ExactNumber AtanhTimesTwo(ExactNumber z)
    {
        ExactNumber square = z * z;
        ExactNumber power = z;
        ExactNumber sum = z;
        for (int i = 3; power.Sign != 0; i += 2)
        {
            power *= square;
            sum += new ExactNumber(power._value / i);
        }

        return sum + sum;
    }

    /// <summary>arctan(1 / x).</summary>
    private static ExactNumber Atan(int x)
    {
        BigInteger power = Unit / x;
        BigInteger sum = power;
        for (int i = 3; !power.IsZero; i += 2)
        {
            power = -power / ((BigInteger)x * x);
            sum += power / i;
        }

        return new ExactNumber(sum);
    }
}
