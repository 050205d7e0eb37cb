using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

public class RealDataTests
{
    [SharedTheory]
    [InlineData("elec2", "data/elec2.csv.gz", 190)]
    [InlineData("sea", "data/sea.csv.gz", 42)]
    public void Classification_in_every_window_has_the_figures_of_scikit_learn(string name, string data, int windows)
    {
        bool[] labels = [.. SharedFolder.Columns(data)["class"].Select(c => c == "1")];
        Dictionary<string, string[]> scores = SharedFolder.Columns($"expected/{name}_scores.csv.gz");
        List<ExpectedQuality> all = ExpectedQuality.Read(name);

        Assert.Equal(windows, all.Count);
        foreach (IGrouping<string, ExpectedQuality> model in all.GroupBy(e => e.Model))
        {
            double[] values = SharedFolder.Numbers(scores[model.Key]);
            foreach (ExpectedQuality expected in model)
            {
                Span<double> window = values.AsSpan(expected.FirstRow, expected.Rows);
                Span<bool> truth = labels.AsSpan(expected.FirstRow, expected.Rows);
                Check(expected, ClassificationPerformance.Of(window, truth), 1 + (Rounding(window, truth) / 1e-6));
            }
        }
    }

    [SharedFact]
    public void Regression_in_every_window_has_the_figures_of_scikit_learn()
    {
        double[] labels = SharedFolder.Numbers(SharedFolder.Columns("data/bike_hour.csv.gz")["cnt"]);
        Dictionary<string, string[]> predictions = SharedFolder.Columns("expected/bike_scores.csv.gz");
        List<ExpectedQuality> all = ExpectedQuality.Read("bike");

        Assert.Equal(22, all.Count);
        foreach (ExpectedQuality expected in all)
        {
            double[] values = SharedFolder.Numbers(predictions[expected.Model]);
            RegressionPerformance actual = RegressionPerformance.Of(values.AsSpan(expected.FirstRow, expected.Rows), labels.AsSpan(expected.FirstRow, expected.Rows));
            expected.Check("mae", actual.Mae, actual.MeanLabel);
            expected.Check("rmse", actual.Rmse, actual.MeanLabel);
            expected.Check("r2", actual.R2);
            expected.Check("bias", actual.Bias, actual.MeanLabel);
            expected.Check("mean_prediction", actual.MeanPrediction, actual.MeanLabel);
            expected.Check("mean_label", actual.MeanLabel, actual.MeanLabel);
        }
    }

    [SharedFact]
    public void Windows_add_up_to_the_figures_of_all_rows()
    {
        bool[] labels = [.. SharedFolder.Columns("data/sea.csv.gz")["class"].Select(c => c == "1")];
        double[] scores = SharedFolder.Numbers(SharedFolder.Columns("expected/sea_scores.csv.gz")["logreg"]);
        var all = new ClassificationCounter();
        for (int window = 10_000; window < labels.Length; window += 1_000)
        {
            var counter = new ClassificationCounter();
            for (int i = window; i < window + 1_000; i++)
                counter.Add(scores[i], labels[i]);
            all.Add(counter);
        }

        ExpectedQuality expected = ExpectedQuality.Read("sea").Single(e => e.Window == "all_after");
        ClassificationPerformance actual = all.Performance();
        Check(expected, actual with { Auc = RocAuc.Of(scores.AsSpan(10_000), labels.AsSpan(10_000)) }, logLossScale: 1);
        Assert.InRange(expected.Figures["auc"], actual.Auc.Low, actual.Auc.High);
        Assert.Equal(expected.Figures["auc"], actual.Auc.Value, 1e-3);
    }

    private static void Check(ExpectedQuality expected, ClassificationPerformance actual, double logLossScale)
    {
        expected.Check("accuracy", actual.Accuracy);
        expected.Check("auc", actual.Auc);
        expected.Check("log_loss", actual.LogLoss, logLossScale);
        expected.Check("brier", actual.Brier);
        expected.Check("precision", actual.Precision);
        expected.Check("recall", actual.Recall);
        expected.Check("f1", actual.F1);
        expected.Check("tp", actual.Confusion.TruePositives);
        expected.Check("fp", actual.Confusion.FalsePositives);
        expected.Check("tn", actual.Confusion.TrueNegatives);
        expected.Check("fn", actual.Confusion.FalseNegatives);
        expected.Check("mean_score", actual.MeanScore);
        expected.Check("positive_rate", actual.Confusion.SelectionRate);
        expected.Check("label_rate", actual.Confusion.LabelRate);
    }

    /// <summary>
    /// How far the log-loss can be off because the file has nine digits of each score: a probability of 1e-8 for the truth
    /// (a score of 0.99999999 for a negative) has one digit left.
    /// </summary>
    private static double Rounding(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
            sum += 5e-10 / (labels[i] ? scores[i] : 1 - scores[i]);
        double mean = sum / scores.Length;
        return mean > 1e-8 ? mean : 0;
    }
}
