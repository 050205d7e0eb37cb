using System.Numerics;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>Tails of distributions, by other ways than the library's.</summary>
internal static class ExactTails
{
    /// <summary>P(χ² ≥ x): one less a series of positive terms.</summary>
    public static double ChiSquare(ExactNumber statistic, int degrees)
    {
        ExactNumber x = statistic / 2;
        if (x.Sign <= 0)
            return 1;
        if (x > 100)
            return 0; // below 1e-20 for as many degrees of freedom as there are here

        // γ(a, x) / Γ(a) = x^a e^−x Σ x^i / Γ(a + i + 1), with a = degrees / 2.
        ExactNumber term = ExactNumber.Exp(-x);
        bool odd = degrees % 2 == 1;
        if (odd)
            term = term * ExactNumber.Sqrt(x) * 2 / ExactNumber.Sqrt(ExactNumber.Pi);
        for (int twice = odd ? 3 : 2; twice <= degrees; twice += 2)
            term = term * x * 2 / twice;
        ExactNumber sum = ExactNumber.Zero;
        for (int i = 0; i < 2_000 && term.Sign != 0; i++)
        {
            sum += term;
            term = term * x * 2 / (degrees + 2 + (2 * i));
        }

        return Math.Clamp((ExactNumber.One - sum).ToDouble(), 0, 1);
    }

    /// <summary>P(|Z| ≥ z) of a normal variable, from the square of z.</summary>
    public static double NormalTwoSided(ExactNumber square) => ChiSquare(square, 1);

    /// <summary>P(|T| ≥ t) of Student's distribution with a whole number of degrees, by its finite series.</summary>
    public static double Student(double t, int degrees)
    {
        double angle = Math.Atan2(Math.Abs(t), Math.Sqrt(degrees));
        (double sine, double cosine) = Math.SinCos(angle);
        double term = degrees % 2 == 1 ? cosine : 1;
        double sum = 0;
        for (int k = degrees % 2 == 1 ? 1 : 0; k <= degrees - 2; k += 2)
        {
            sum += term;
            term *= cosine * cosine * (k + 1) / (k + 2);
        }

        double inside = degrees % 2 == 1 ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
        return Math.Clamp(1 - inside, 0, 1);
    }

    /// <summary>P(W² ≥ x) of the limit of Cramér and von Mises, with the Bessel functions as integrals.</summary>
    public static double CramerVonMises(double x)
    {
        if (x < 0.003)
            return 1;

        double sum = 0;
        double factor = 1; // Γ(k + ½) / (Γ(½) k!)
        for (int k = 0; k < 60; k++)
        {
            double y = (4 * k) + 1;
            double q = y * y / (16 * x);
            sum += factor / (Math.PI * Math.Sqrt(x)) * Math.Sqrt(y) * Math.Exp(-2 * q) * BesselScaled(q);
            factor *= (k + 0.5) / (k + 1);
        }

        return Math.Clamp(1 - sum, 0, 1);
    }

    /// <summary>e^q K(¼, q) = ∫ exp(−q (cosh t − 1)) cosh(t / 4) dt over t ≥ 0; the trapezoid is exact but for rounding here.</summary>
    private static double BesselScaled(double q)
    {
        double step = Math.Min(1 / 64.0, 0.05 / Math.Sqrt(Math.Max(q, 1)));
        double sum = 0.5;
        for (int i = 1; ; i++)
        {
            double t = i * step;
            double term = Math.Exp(-2 * q * Math.Sinh(t / 2) * Math.Sinh(t / 2)) * Math.Cosh(t / 4);
            sum += term;
            if (term < 1e-18 * sum)
                return sum * step;
        }
    }

    public static BigInteger Binomial(int n, int k)
    {
        BigInteger value = BigInteger.One;
        for (int i = 1; i <= k; i++)
            value = value * (n - k + i) / i;
        return k < 0 || k > n ? BigInteger.Zero : value;
    }
}
