using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Faults.Evidence;

/// <summary>What the model is asked.</summary>
internal sealed record Order(double X, double Y, string Shop);

/// <summary>An app whose alarms watch features, segments, derived signals and vectors. It goes on where the log of its directory ends.</summary>
internal static class EvidenceChild
{
    public const string Verb = "evidence-child";
    public const string Model = "orders";

    private const int ReferenceRows = 1_200;
    private const int WindowRows = 100;
    private const int DriftsFrom = 700;
    private const int RowsPerNote = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <param name="parameters">The directory, the file in which it says how many rows it has predicted, the last row, and whether it waits to be killed then.</param>
    public static void Run(string parameters)
    {
        string[] parts = parameters.Split('|');
        (string directory, string told) = (parts[0], parts[1]);
        long to = long.Parse(parts[2], CultureInfo.InvariantCulture);
        using (ServiceProvider services = Build(directory))
        {
            var model = services.GetRequiredService<IPredictor<Order, double>>();
            Flush(services);
            long row = services.GetRequiredService<IPredictionLog>().StatusAsync().AsTask().GetAwaiter().GetResult().Rows;
            long first = row;
            for (; row < to; row++)
            {
                _ = model.PredictAsync(OrderOf(row)).AsTask().GetAwaiter().GetResult();
                if (row == first)
                    Flush(services); // from here on monitors have seen the version
                if (row % RowsPerNote == 0)
                    PlainApp.Tell(told, row);
            }

            PlainApp.Tell(told, to);
            if (bool.Parse(parts[3]))
                new ManualResetEventSlim().Wait();
        }
    }

    private static void Flush(ServiceProvider services)
    {
        if (!services.GetRequiredService<IModelOps>().FlushAsync(Patience).GetAwaiter().GetResult())
            throw new TimeoutException("The store did not take over what was left.");
    }

    private static ServiceProvider Build(string directory)
    {
        string reference = Path.Combine(directory, "reference.csv");
        Directory.CreateDirectory(directory);
        Order[] orders = [.. Enumerable.Range(0, ReferenceRows).Select(static row => OrderOf(-1 - row))];
        File.WriteAllLines(reference, orders.Select(static order => string.Create(CultureInfo.InvariantCulture, $"{order.X:R},{order.Y:R},{order.Shop}")).Prepend("x,y,shop"));
        var sums = new ReferenceBuilder(new ModelSchema(Model, [("sum", FeatureKind.Numeric)]));
        foreach (Order order in orders)
            sums.Add([order.X + order.Y], []);

        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = directory;
            options.RegistryPollInterval = TimeSpan.FromHours(1);
            options.Recording.Lanes = 1;
            options.Recording.LaneBytes = 1 << 20;
            options.Drift.WindowRows = WindowRows;
        }).AddModel<Order, double>(Model, static order => order.X, model => model
            .Feature(static order => order.X).Feature(static order => order.Y).Category(static order => order.Shop)
            .Reference(reference).Multivariate("x", "y")
            .Segment(new SegmentOptions("shop") { Top = 2, ReferenceRows = WindowRows, FromReference = true })
            .Watch(new DerivedSignals(["sum"], static (in PredictionRecord record, Span<double> values) => values[0] = record.Numbers[0] + record.Numbers[1], sums.Build()))
            .WatchEmbedding("place", ["x", "y"], [.. orders.Select(static order => new[] { order.X, order.Y })]));
        return services.BuildServiceProvider();
    }

    /// <summary>The same row in every process; those of the reference have numbers below 0.</summary>
    private static Order OrderOf(long row)
    {
        var random = new Random((int)row);
        for (int i = 0; i < 3; i++)
            random.Next(); // seeds that follow each other begin alike
        string shop = row % 3 == 0 ? "north" : "south";
        return new Order(random.NextDouble() + (row >= DriftsFrom && shop == "south" ? 0.5 : 0), random.NextDouble(), shop);
    }
}
