using System.Globalization;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Alarms;

/// <summary>How many of many streams of 50 features that never change raise any alarm, of a feature or of all together.</summary>
internal static class TogetherStudy
{
    private const int Features = 50;
    private const int ReferenceRows = 1_000;
    private static readonly StreamKind[] Kinds = [StreamKind.Continuous, StreamKind.Poisson, StreamKind.HeavyTies];

    public static IEnumerable<Figure> Run(int streams, int rows)
    {
        foreach (double alpha in (double[])[0.05, 0.01])
        {
            int alarmed = 0;
            for (int stream = 0; stream < streams; stream++)
                alarmed += IsAlarmed((ulong)(9_000_000 + stream), rows, alpha) ? 1 : 0;
            yield return FalseAlarmStudy.Rate($"false alarms, {Features} features together, alpha {alpha}", alarmed, streams, alpha);
        }
    }

    private static bool IsAlarmed(ulong seed, int rows, double alpha)
    {
        var schema = new ModelSchema("study", Enumerable.Range(0, Features).Select(static i => (string.Create(CultureInfo.InvariantCulture, $"f{i}"), FeatureKind.Numeric)));
        var draws = new Draws(seed);
        var builder = new ReferenceBuilder(schema);
        double[] values = new double[Features];
        for (int row = 0; row < ReferenceRows; row++)
        {
            Fill(values, draws);
            builder.Add(values, []);
        }

        var alerts = new Counter();
        var version = new ServedVersion(schema, "1", 0);
        var options = new DriftAlarmOptions { Alpha = alpha, Seed = seed, MinimumEffect = 0 };
        var alarms = new VersionAlarms(version, builder.Build().Signals, options, new DriftAlerts(version, "study", options, alerts));
        for (int row = 0; row < rows && alerts.Count == 0; row++)
        {
            Fill(values, draws);
            alarms.Observe(new PredictionRecord { Version = version, Numbers = values }, row);
        }

        return alerts.Count > 0;
    }

    private static void Fill(double[] values, Draws draws)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = draws.Next(Kinds[i % Kinds.Length]);
    }

    private sealed class Counter : IAlertSink
    {
        public int Count { get; private set; }

        public void Add(Alert alert) => Count++;
    }
}
