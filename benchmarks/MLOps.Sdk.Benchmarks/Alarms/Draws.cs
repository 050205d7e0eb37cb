using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Benchmarks.Alarms;

/// <summary>Where the values of a simulated stream come from.</summary>
internal enum StreamKind
{
    Continuous = 0,
    Poisson = 1,
    HeavyTies = 2,
    Categorical = 3,
}

/// <summary>Values of simulated streams: the same for the same seed, anywhere. Single owner.</summary>
internal sealed class Draws(ulong seed)
{
    private static readonly double[] PoissonOfTwo = Cumulated(0.1353353, 0.2706706, 0.2706706, 0.1804470, 0.0902235, 0.0360894, 0.0120298, 0.0034371, 0.0008593, 0.0001909);
    private static readonly double[] Ties = Cumulated(0.85, 0.05, 0.04, 0.03, 0.02, 0.01);
    private static readonly double[] Categories = Cumulated(0.4, 0.25, 0.15, 0.1, 0.06, 0.03, 0.01);

    private readonly ulong _start = CounterRandom.Start(seed);
    private ulong _place;

    /// <summary>A value of this kind; categories are numbered from 0.</summary>
    public double Next(StreamKind kind) => kind switch
    {
        StreamKind.Poisson => Place(PoissonOfTwo),
        StreamKind.HeavyTies => Place(Ties),
        StreamKind.Categorical => Place(Categories),
        _ => Normal(),
    };

    /// <summary>A standard normal number.</summary>
    public double Normal() => NormalScore.Of(Unit());

    /// <summary>A number in [0, 1).</summary>
    public double Unit() => CounterRandom.At(_start, _place++);

    private int Place(double[] cumulated)
    {
        double unit = Unit();
        int place = 0;
        while (place < cumulated.Length - 1 && unit >= cumulated[place])
            place++;
        return place;
    }

    private static double[] Cumulated(params double[] shares)
    {
        double sum = 0;
        return [.. shares.Select(share => sum += share)];
    }
}
