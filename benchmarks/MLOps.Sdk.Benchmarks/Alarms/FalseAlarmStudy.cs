using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Benchmarks.Alarms;

/// <summary>How many of many streams that never change raise an alarm, however often one looks.</summary>
internal static class FalseAlarmStudy
{
    private static readonly double[] Alphas = [0.05, 0.01];

    public static IEnumerable<Figure> Run(int streams, int rows)
    {
        foreach (StreamKind kind in Enum.GetValues<StreamKind>())
        {
            int[] alarms = new int[Alphas.Length];
            for (int stream = 0; stream < streams; stream++)
                Watch(kind, (ulong)((1_000_000 * ((int)kind + 1)) + stream), rows, alarms);
            for (int i = 0; i < Alphas.Length; i++)
                yield return Rate($"false alarms, {Names.Of(kind)}, alpha {Alphas[i]}", alarms[i], streams, Alphas[i]);
        }
    }

    /// <summary>A share of streams against alpha and two standard errors.</summary>
    public static Figure Rate(string name, int alarms, int streams, double alpha) =>
        new($"{name} ({streams} streams)", (double)alarms / streams, null, "", Limit.AtMost(alpha + (2 * Math.Sqrt(alpha * (1 - alpha) / streams))));

    /// <summary>Counts for each alpha whether the wealth ever reached its inverse; with no least effect, which would only lower the rate.</summary>
    private static void Watch(StreamKind kind, ulong seed, int rows, int[] alarms)
    {
        var draws = new Draws(seed);
        var stream = new SimulatedStream(kind, draws, new AlarmOptions { Seed = seed, MinimumEffect = 0 });
        int reached = 0;
        for (int row = 0; row < rows && reached < Alphas.Length; row++)
        {
            stream.Add(draws.Next(kind));
            while (reached < Alphas.Length && stream.Alarm.Reaches(1 / Alphas[reached]))
                alarms[reached++]++;
        }
    }
}
