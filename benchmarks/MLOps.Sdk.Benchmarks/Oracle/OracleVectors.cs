namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>Random and adversarial samples: each vector is known by its seed.</summary>
internal static class OracleVectors
{
    private static readonly int[] Sizes = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 21, 22, 25, 30, 37, 48];
    private static readonly double[] Specials = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e308, -1e308, double.MaxValue, -double.MaxValue, 0.0, -0.0, double.Epsilon, 1e-310, 1e150, 1];

    /// <summary>Two samples of numbers.</summary>
    public static (double[] Reference, double[] Current) Numbers(int seed)
    {
        var random = new Random(seed);
        Func<double> draw = Law(random);
        double[] reference = Sample(random, draw);
        double[] current = Sample(random, random.Next(3) == 0 ? Law(random) : draw);
        return (reference, current);
    }

    /// <summary>Counts of two samples of categories.</summary>
    public static (long[] Reference, long[] Current) Counts(int seed)
    {
        var random = new Random(seed);
        int categories = random.Next(1, 12);
        long most = random.Next(4) == 0 ? 200 : 12;
        (long, long)[] cells = [.. Enumerable.Range(0, categories).Select(_ => (Count(random, most), Count(random, most))).Where(cell => cell.Item1 + cell.Item2 > 0)];
        return ([.. cells.Select(cell => cell.Item1)], [.. cells.Select(cell => cell.Item2)]);
    }

    private static long Count(Random random, long most) => random.Next(4) == 0 ? 0 : random.NextInt64(most + 1);

    private static double[] Sample(Random random, Func<double> draw)
    {
        double[] values = new double[Sizes[random.Next(Sizes.Length)]];
        for (int i = 0; i < values.Length; i++)
            values[i] = draw();
        int spoiled = random.Next(4) == 0 ? random.Next(values.Length + 1) : 0;
        for (int i = 0; i < spoiled; i++)
            values[random.Next(values.Length)] = Specials[random.Next(Specials.Length)];
        return values;
    }

    private static Func<double> Law(Random random)
    {
        double constant = Math.Round(Normal(random) * 10, 2);
        double scale = Math.Pow(10, random.Next(-300, 300));
        double offset = Math.Pow(10, random.Next(0, 16)) * (1 + random.NextDouble());
        return random.Next(9) switch
        {
            0 => () => constant,
            1 => () => random.Next(3),
            2 => () => Math.Round(Normal(random), 1),
            3 => () => offset + Normal(random),
            4 => () => Normal(random) * scale,
            5 => () => Math.Exp(20 * Normal(random)),
            6 => () => random.Next(2) == 0 ? 1e308 * Normal(random) / 4 : -1e308,
            7 => () => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any : 0,
            _ => () => Normal(random),
        };
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
