using System.Globalization;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

/// <summary>The expected figures: what scikit-learn says of one model and window, by column.</summary>
internal sealed record ExpectedQuality(string Model, string Window, int FirstRow, int Rows, IReadOnlyDictionary<string, double> Figures)
{
    public static List<ExpectedQuality> Read(string dataSet)
    {
        Dictionary<string, string[]> columns = SharedFolder.Columns($"expected/{dataSet}_quality.csv");
        string[] named = ["model", "window", "first_row", "rows"];
        return [.. Enumerable.Range(0, columns["model"].Length).Select(i => new ExpectedQuality(
            columns["model"][i], columns["window"][i], int.Parse(columns["first_row"][i], CultureInfo.InvariantCulture), int.Parse(columns["rows"][i], CultureInfo.InvariantCulture),
            columns.Keys.Except(named).Where(c => columns[c][i].Length > 0).ToDictionary(c => c, c => double.Parse(columns[c][i], CultureInfo.InvariantCulture))))];
    }

    /// <summary>Checks a figure to 1e-6 and that its interval holds it.</summary>
    public void Check(string figure, Estimate actual, double scale = 1)
    {
        Check(figure, actual.Value, scale);
        Assert.True(actual.Low <= actual.Value && actual.Value <= actual.High, $"{Model}, window {Window}, {figure}: {actual}");
    }

    public void Check(string figure, double actual, double scale = 1)
    {
        double expected = Figures[figure];
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * scale, $"{Model}, window {Window}, {figure}: expected {expected:R}, got {actual:R}");
    }
}
