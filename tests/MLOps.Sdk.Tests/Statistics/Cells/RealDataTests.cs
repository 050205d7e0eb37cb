using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Tests.Statistics.Cells;

public class RealDataTests
{
    [SharedTheory]
    [InlineData("elec2", "data/elec2.csv.gz")]
    [InlineData("bike", "data/bike_hour.csv.gz")]
    [InlineData("sea", "data/sea.csv.gz")]
    public void Every_input_feature_in_every_window_has_the_figures_of_scipy_and_numpy(string name, string data) =>
        Compare(name, SharedFolder.Columns(data), feature => feature, scores: false, digits: 1e-11);

    [SharedTheory]
    [InlineData("elec2")]
    [InlineData("bike")]
    [InlineData("sea")]
    public void Scores_as_one_more_signal_have_the_figures_of_scipy_and_numpy(string name) =>
        Compare(name, SharedFolder.Columns($"expected/{name}_scores.csv.gz"), feature => feature["prediction:".Length..], scores: true, digits: 1e-8);

    private static void Compare(string name, Dictionary<string, string[]> columns, Func<string, string> column, bool scores, double digits)
    {
        var pValues = new KsPValueCache();
        foreach (IGrouping<string, ExpectedDrift> signal in ExpectedDrift.Read(name).Where(e => e.Feature.StartsWith("prediction:", StringComparison.Ordinal) == scores).GroupBy(e => e.Feature))
        {
            double[] values = SharedFolder.Numbers(columns[column(signal.Key)]);
            NumericBaseline baseline = NumericBaseline.FromValues(values.AsSpan(0, signal.Min(e => e.FirstRow)));
            var window = new NumericCounter(baseline.Cells);
            foreach (ExpectedDrift expected in signal)
            {
                window.Clear();
                window.Add(values.AsSpan(expected.FirstRow, expected.Rows));
                Check(expected, baseline, baseline.Compare(window, pValues), digits);
            }
        }
    }

    private static void Check(ExpectedDrift expected, NumericBaseline baseline, NumericComparison actual, double digits)
    {
        string where = $"{expected.Feature} from row {expected.FirstRow}";

        // The expected figures have twelve digits; the file of scores has nine of those they were computed from.
        Near(expected.Ks, actual.Ks, 1e-9, where + " ks");
        Assert.Equal(actual.Ks, actual.KsHigh);
        Near(expected.Psi, actual.Psi, 1e-9, where + " psi");
        Assert.Equal(expected.PsiBins, baseline.Bins.Count);
        Near(expected.JensenShannon, actual.JensenShannon, 1e-9, where + " js");
        Near(expected.Mean, actual.Mean, Math.Max(digits, 1e-9) * Math.Abs(expected.Mean), where + " mean");
        Near(expected.StandardDeviation, actual.StandardDeviation, Math.Max(digits, 1e-9) * expected.StandardDeviation, where + " std");
        Near(expected.Wasserstein, actual.Wasserstein.Value, 0.005 * expected.Wasserstein, where + " wasserstein");
        double last = digits * expected.Wasserstein;
        Assert.True(actual.Wasserstein.Low - last <= expected.Wasserstein && expected.Wasserstein <= actual.Wasserstein.High + last, $"{where}: {expected.Wasserstein} is outside {actual.Wasserstein}");
        if (expected.KsPValue > 1e-12)
            Near(expected.KsPValue, actual.KsPValue, 1e-9 * expected.KsPValue, where + " p");
    }

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance + 1e-15, $"{what}: expected {expected:R}, got {actual:R}");
}
