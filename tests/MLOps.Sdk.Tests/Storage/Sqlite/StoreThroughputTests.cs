using System.Globalization;
using Xunit.Abstractions;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class StoreThroughputTests(ITestOutputHelper output)
{
    private const int Rows = 100_000;
    private const int Batch = 1_000;

    [MeasurementFact]
    public void The_store_takes_rows_at_three_quarters_of_the_rate_of_SQLite_alone()
    {
        foreach ((string name, Func<Random, double> feature) in new (string, Func<Random, double>)[]
        {
            ("17 digits", random => random.NextDouble()),
            ("2 decimals", random => Math.Round(random.NextDouble() * 100, 2)),
        })
        {
            var measure = new StoreThroughput(Rows, Batch, feature);
            using var first = new TemporaryDirectory();
            using var second = new TemporaryDirectory();
            (TimeSpan store, TimeSpan native) = measure.MedianBatch(first.Path, second.Path);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: store {Batch / store.TotalSeconds:N0} rows/s, SQLite alone {Batch / native.TotalSeconds:N0} rows/s, ratio {native / store:F2}, formatting {measure.FormatNanosecondsPerRow():N0} ns a row"));
            Assert.True(native / store >= 0.75);
        }
    }
}
