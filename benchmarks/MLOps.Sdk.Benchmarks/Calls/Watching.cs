using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>A drift monitor for 16 numeric features and the output, against 10,000 normally distributed rows.</summary>
internal static class Watching
{
    public const int Features = 16;
    private const int ReferenceRows = 10_000;

    public static DriftMonitor Of(ModelSchema schema, WindowQueue windows, IAlertSink? alerts = null)
    {
        var builder = new ReferenceBuilder(schema);
        double[] rows = Values(ReferenceRows, seed: 7);
        for (int row = 0; row < ReferenceRows; row++)
            builder.Add(rows.AsSpan(row * Features, Features), [], rows[row * Features]);
        var monitor = new DriftMonitor(new DriftOptions(), windows, alerts);
        monitor.SetReference(schema.Name, version: null, builder.Build());
        return monitor;
    }

    /// <summary>Rows of 16 standard normal numbers, one after the other, with four decimals.</summary>
    public static double[] Values(int rows, int seed)
    {
        var random = new Random(seed);
        double[] values = new double[rows * Features];
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Round(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()), 4);
        return values;
    }
}
