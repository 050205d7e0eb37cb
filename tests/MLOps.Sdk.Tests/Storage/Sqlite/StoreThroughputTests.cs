using System.Globalization;
using Xunit.Abstractions;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class StoreThroughputTests(ITestOutputHelper output)
{
    private const int Rows = 100_000;
    private const int Batch = 1_000;
    private const int Rounds = 5;

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
            double store = 0, native = 0;
            for (int round = 0; round < Rounds; round++)
            {
                using var first = new TemporaryDirectory();
                using var second = new TemporaryDirectory();
                store = Math.Max(store, measure.StoreRowsPerSecond(first.Path));
                native = Math.Max(native, measure.NativeRowsPerSecond(second.Path));
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: store {store:N0} rows/s, SQLite alone {native:N0} rows/s, ratio {store / native:F2}, formatting {measure.FormatNanosecondsPerRow():N0} ns a row"));
            Assert.True(store >= 0.75 * native);
        }
    }
}
