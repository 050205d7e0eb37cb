namespace MLOps.Sdk.Benchmarks.Stores;

/// <summary>A prediction as it is put into a table: its texts are formatted already and lie one after the other.</summary>
internal struct FormattedRow
{
    public int Start;
    public int FeatureBytes;
    public double Output;
    public double LatencyMicroseconds;
    public long CostPicoUnits;
}
