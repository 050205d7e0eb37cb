using MLOps.Sdk.Drift.Columns;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>Compares what the library says of many vectors with exact numbers.</summary>
internal sealed class OracleCheck
{
    /// <summary>By how much figures may differ: 1e-9 of the figure, or of 1 where it is smaller and has no unit.</summary>
    public const double Tolerance = 1e-9;

    // These have the unit of the values, so that there is no size below which an error does not matter.
    private static readonly string[] WithUnit = ["wasserstein", "energy"];

    private readonly ExactNumbers _numbers = new(new ExactOrders());
    private readonly List<string> _differences = [];

    /// <summary>The greatest difference, in units of the tolerance's base.</summary>
    public double Greatest { get; private set; }

    /// <summary>Figures compared.</summary>
    public long Figures { get; private set; }

    /// <summary>Vectors compared.</summary>
    public long Vectors { get; private set; }

    /// <summary>Infinite or NaN figures that were reported as known.</summary>
    public long NotFinite { get; private set; }

    /// <summary>The first differences beyond the tolerance.</summary>
    public IReadOnlyList<string> Differences => _differences;

    /// <summary>Compares a vector: every third one is of categories.</summary>
    public void Run(int seed)
    {
        Vectors++;
        if (seed % 3 == 0)
            Categories(seed);
        else
            Numbers(seed);
    }

    private void Numbers(int seed)
    {
        (double[] reference, double[] current) = OracleVectors.Numbers(seed);
        double[] edges = Statistics.Cells.Quantiles.Edges([.. reference.Where(double.IsFinite).Select(static value => value + 0.0).Order()]);
        Dictionary<string, double> exact = _numbers.Of(reference, current, edges);
        Compare(seed, exact, ColumnComparer.Compare(Column.OfNumbers("x", reference), Column.OfNumbers("x", current)));
    }

    private void Categories(int seed)
    {
        (long[] reference, long[] current) = OracleVectors.Counts(seed);
        var exact = new Dictionary<string, double>();
        ExactShares.Add(exact, reference, current);
        ExactShares.AddTests(exact, reference, current);
        Compare(seed, exact, ColumnComparer.Compare(Of(reference), Of(current)));

        static Column Of(long[] counts) => Column.OfCategories("x", counts.Select((count, place) => (Name: $"c{place:d2}", Count: count)).Where(cell => cell.Count > 0).ToDictionary(cell => cell.Name, cell => cell.Count), 0);
    }

    private void Compare(int seed, Dictionary<string, double> exact, ColumnComparison found)
    {
        if (found.Statistics.IsEmpty)
            Note($"vector {seed}: {found.Reason}");
        foreach ((string name, double? value) in found.Statistics)
        {
            double expected = exact.GetValueOrDefault(name, double.NaN);
            if (name == "welchTestPValue")
                continue; // its degrees of freedom are no whole number: no exact series
            Figures++;
            if (value is not { } actual)
            {
                if (!double.IsNaN(expected))
                    Note($"vector {seed}: {name} is null, exactly {expected:R}");
                continue;
            }

            if (!double.IsFinite(actual))
                NotFinite++;
            double size = Array.IndexOf(WithUnit, name) >= 0 ? Math.Abs(expected) : Math.Max(Math.Abs(expected), 1);
            double difference = expected == actual ? 0 : Math.Abs((expected / 2) - (actual / 2)) / size * 2;
            if (difference <= Tolerance)
                Greatest = Math.Max(Greatest, difference);
            else
                Note($"vector {seed}: {name} is {actual:R}, exactly {expected:R}");
        }
    }

    private void Note(string difference)
    {
        if (_differences.Count < 20)
            _differences.Add(difference);
    }
}
