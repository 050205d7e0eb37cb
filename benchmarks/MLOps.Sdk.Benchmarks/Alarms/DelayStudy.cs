using System.Globalization;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Benchmarks.Alarms;

/// <summary>How many rows after a change at row 5,000 the alarm is raised, at alpha .05 against 1,000 rows.</summary>
internal static class DelayStudy
{
    private const int ChangeRow = 5_000;
    private const int Rows = 20_000;
    private const double LeastDetected = 0.95;

    private static readonly (string Name, double Shift, double Scale, int Median)[] Changes =
        [("+0.25 sd", 0.25, 1, 430), ("+0.5 sd", 0.5, 1, 145), ("+1 sd", 1, 1, 50), ("sd x 1.5", 0, 1.5, 165)];

    public static IEnumerable<Figure> Run(int streams)
    {
        foreach ((string name, double shift, double scale, int limit) in Changes)
        {
            var delays = new List<double>();
            int watched = 0;
            for (int stream = 0; stream < streams; stream++)
            {
                long? alarm = AlarmRow((ulong)(5_000_000 + stream), shift, scale);

                // An alarm before the change is a false one, and counted as such elsewhere.
                if (alarm < ChangeRow)
                    continue;
                watched++;
                delays.Add(alarm is { } row ? row - ChangeRow : double.PositiveInfinity);
            }

            delays.Sort();
            string of = string.Create(CultureInfo.InvariantCulture, $"{name} ({watched} streams)");
            yield return new Figure($"rows to the alarm, median, {of}", delays[delays.Count / 2], null, "rows", Limit.AtMost(limit));
            yield return new Figure($"detected, {of}", delays.Count(double.IsFinite) / (double)watched, null, "", Limit.AtLeast(LeastDetected));
        }
    }

    private static long? AlarmRow(ulong seed, double shift, double scale)
    {
        var draws = new Draws(seed);
        var stream = new SimulatedStream(StreamKind.Continuous, draws, new AlarmOptions { Seed = seed });
        for (int row = 0; row < Rows; row++)
        {
            double value = draws.Normal();
            if (stream.Add(row < ChangeRow ? value : (value * scale) + shift))
                return row;
        }

        return null;
    }
}
