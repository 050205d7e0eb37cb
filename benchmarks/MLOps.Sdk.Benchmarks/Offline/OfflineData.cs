namespace MLOps.Sdk.Benchmarks.Offline;

/// <summary>A reference and a long stretch of normal numbers, by column.</summary>
internal sealed class OfflineData
{
    public const int Columns = 16;

    public OfflineData(int referenceRows, int rows)
    {
        var random = new Random(11);
        Reference = Fill(random, referenceRows);
        Current = Fill(random, rows);
    }

    public double[][] Reference { get; }

    public double[][] Current { get; }

    /// <summary>Writes all numbers as they lie in memory, the reference of a column before its stretch.</summary>
    public void Save(string path)
    {
        using FileStream file = File.Create(path);
        for (int column = 0; column < Columns; column++)
        {
            file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(Reference[column]));
            file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(Current[column]));
        }
    }

    private static double[][] Fill(Random random, int rows)
    {
        double[][] columns = new double[Columns][];
        for (int column = 0; column < Columns; column++)
        {
            columns[column] = new double[rows];
            for (int row = 0; row < rows; row++)
                columns[column][row] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return columns;
    }
}
