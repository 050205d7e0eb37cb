using MathNet.Numerics;

namespace MLOps.Sdk.Statistics.Distances;

/// <summary>
/// The distribution of the one-sample Kolmogorov-Smirnov statistic of n values, after Simard and L'Ecuyer (2011): each
/// region by the method that is accurate there.
/// </summary>
internal static class KolmogorovDistribution
{
    /// <summary>P(D ≥ d).</summary>
    public static double UpperTail(int n, double d)
    {
        double spread = n * d * d;
        if (d >= 1)
            return 0;
        if (n * d <= 0.5 || spread < 0.04)
            return 1;

        // Beyond these points both one-sided events together are so rare that their sum is exact to the last digit.
        if (spread >= (n <= 140 ? 4 : 2.2))
            return Math.Min(2 * OneSidedTail(n, d), 1);
        if (n <= 140 || (n <= 2_000 && n * Math.Pow(d, 1.5) <= 1.4))
            return Math.Clamp(1 - Matrix(n, d), 0, 1);
        return Math.Clamp(1 - PelzGood(n, d), 0, 1);
    }

    /// <summary>P(D⁺ ≥ d) for one-sided deviations (Birnbaum and Tingey 1951); a sum of positive terms.</summary>
    internal static double OneSidedTail(int n, double d)
    {
        double logN = SpecialFunctions.GammaLn(n + 1.0);
        double sum = 0;
        int last = (int)Math.Floor(n * (1 - d));
        for (int j = 0; j <= last; j++)
        {
            double up = d + ((double)j / n);
            double down = 1 - up;
            if (down <= 0)
                continue;
            sum += Math.Exp(
                logN - SpecialFunctions.GammaLn(j + 1.0) - SpecialFunctions.GammaLn(n - j + 1.0)
                + ((j - 1) * Math.Log(up)) + ((n - j) * Math.Log(down)));
        }

        return Math.Min(d * sum, 1);
    }

    /// <summary>P(D &lt; d) by powers of a matrix (Durbin 1973; Marsaglia, Tsang and Wang 2003).</summary>
    internal static double Matrix(int n, double d)
    {
        int k = (int)(n * d) + 1;
        int size = (2 * k) - 1;
        double h = k - (n * d);
        double[,] matrix = DurbinMatrix(size, h);
        (double[,] power, int exponent) = Power(matrix, n);
        double value = power[k - 1, k - 1];
        for (int i = 1; i <= n; i++)
        {
            value = value * i / n;
            if (value < 1e-140)
            {
                value *= 1e140;
                exponent -= 140;
            }
        }

        return value * Math.Pow(10, exponent);
    }

    /// <summary>P(D &lt; d) by an asymptotic series up to n^(−3/2) (Pelz and Good 1976).</summary>
    internal static double PelzGood(int n, double d)
    {
        double z = Math.Sqrt(n) * d;
        double z2 = z * z;
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        double k0 = 0;
        double k1 = 0;
        double k2 = 0;
        double k3 = 0;
        double k2Whole = 0;
        double k3Whole = 0;
        for (int k = 0; k < 200; k++)
        {
            // Twice for the sums over all integers: k + ½ and −(k + ½) give the same.
            double half = Math.PI * Math.PI * (k + 0.5) * (k + 0.5);
            double weight = 2 * Math.Exp(-half / (2 * z2));
            k0 += weight / 2;
            k1 += weight * (half - z2);
            k2 += weight * ((6 * z6) + (2 * z4) + (half * ((2 * z4) - (5 * z2))) + (half * half * (1 - (2 * z2))));
            k3 += weight * ((half * half * half * (5 - (30 * z2))) + (half * half * ((-60 * z2) + (212 * z4)))
                + (half * ((135 * z4) - (96 * z6))) - ((30 * z6) + (90 * z4 * z4)));
            double whole = Math.PI * Math.PI * k * k;
            double wholeWeight = 2 * Math.Exp(-whole / (2 * z2));
            k2Whole += wholeWeight * whole;
            k3Whole += wholeWeight * ((3 * whole * z2) - (whole * whole));
            if (weight < 1e-30 && k > 2)
                break;
        }

        double root = Math.Sqrt(Math.PI / 2);
        double z3 = z2 * z;
        return (k0 * Math.Sqrt(2 * Math.PI) / z)
            + (root * k1 / (6 * z4) / Math.Sqrt(n))
            + (((root * k2 / (72 * z6 * z)) - (root * k2Whole / (36 * z3))) / n)
            + (((root * k3 / (6480 * z6 * z4)) + (root * k3Whole / (108 * z6))) / (n * Math.Sqrt(n)));
    }

    private static double[,] DurbinMatrix(int size, double h)
    {
        double[,] matrix = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= Math.Min(i + 1, size - 1); j++)
                matrix[i, j] = 1;
        }

        for (int i = 0; i < size; i++)
        {
            matrix[i, 0] -= Math.Pow(h, i + 1);
            matrix[size - 1, i] -= Math.Pow(h, size - i);
        }

        matrix[size - 1, 0] += (2 * h) - 1 > 0 ? Math.Pow((2 * h) - 1, size) : 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                for (int factor = 2; factor <= i - j + 1; factor++)
                    matrix[i, j] /= factor;
            }
        }

        return matrix;
    }

    private static (double[,] Value, int Exponent) Power(double[,] matrix, int n)
    {
        if (n == 1)
            return (matrix, 0);

        (double[,] root, int exponent) = Power(matrix, n / 2);
        double[,] value = Multiply(root, root);
        exponent *= 2;
        if (n % 2 == 1)
            value = Multiply(matrix, value);
        int middle = value.GetLength(0) / 2;
        if (value[middle, middle] <= 1e140)
            return (value, exponent);

        for (int i = 0; i < value.GetLength(0); i++)
        {
            for (int j = 0; j < value.GetLength(1); j++)
                value[i, j] *= 1e-140;
        }

        return (value, exponent + 140);
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        int size = a.GetLength(0);
        double[,] product = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int k = 0; k < size; k++)
            {
                double factor = a[i, k];
                if (factor == 0)
                    continue;
                for (int j = 0; j < size; j++)
                    product[i, j] += factor * b[k, j];
            }
        }

        return product;
    }
}
