using System.Globalization;

namespace MLOps.Sdk.Tests.Statistics.Cells;

/// <summary>One row of the expected figures: what scipy and numpy say of one signal and window.</summary>
internal sealed record ExpectedDrift(
    string Feature, int FirstRow, int Rows, double Ks, double KsPValue, double Psi, int PsiBins, double JensenShannon,
    double Wasserstein, double Mean, double StandardDeviation)
{
    public static List<ExpectedDrift> Read(string dataSet)
    {
        Dictionary<string, string[]> columns = SharedFolder.Columns($"expected/{dataSet}_drift.csv");
        return [.. Enumerable.Range(0, columns["feature"].Length).Select(i => new ExpectedDrift(
            columns["feature"][i], (int)Number("first_row", i), (int)Number("rows", i), Number("ks_stat", i), Number("ks_p", i),
            Number("psi", i), (int)Number("psi_bins", i), Number("js", i), Number("wasserstein", i), Number("mean", i), Number("std", i)))];

        double Number(string column, int row) => double.Parse(columns[column][row], CultureInfo.InvariantCulture);
    }
}
