using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift.Multivariate;

public class MultivariateMonitorTests
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly ModelSchema Schema = new("m", [("a", FeatureKind.Numeric), ("shop", FeatureKind.Categorical), ("b", FeatureKind.Numeric), ("c", FeatureKind.Numeric)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);

    private readonly Sink _sink = new();
    private readonly Random _random = new(3);

    [Fact]
    public void Features_that_go_together_as_before_raise_nothing()
    {
        MultivariateMonitor monitor = Watch();
        Feed(monitor, 20_000, together: true);

        Assert.Empty(_sink.Alerts);
        Assert.Equal(20, _sink.Windows.Count(static window => window.Signal == "(mmd)"));
        Assert.Equal(20, _sink.Windows.Count(static window => window.Signal == "(reconstruction)"));
        Assert.All(_sink.Windows, static window => Assert.Equal("drift.multivariate", window.Monitor));
    }

    [Fact]
    public void Features_that_part_while_each_by_itself_stays_as_it_was_are_found_by_both_ways()
    {
        MultivariateMonitor monitor = Watch();
        Feed(monitor, 3_000, together: true);
        Feed(monitor, 3_000, together: false);

        Assert.Equal(["(mmd)", "(reconstruction)"], _sink.Alerts.Select(static alert => alert.Signal).Where(static signal => signal != Alert.AllSignals).Order(StringComparer.Ordinal));
        Alert error = _sink.Alerts.First(static alert => alert.Signal == "(reconstruction)");
        Assert.InRange(error.Row, 3_000, 3_200);
        DriftStatistics window = DriftStatistics.Parse(_sink.Windows.Last(static window => window.Signal == "(mmd)").Statistics);
        Assert.True(window.MmdPValue < 1e-6);
        Assert.True(window.Mmd > 0.01);
        Assert.InRange(window.CentroidDistance!.Value, 0, 0.3);
    }

    [Fact]
    public void Rows_with_a_missing_feature_are_missing_and_no_drift()
    {
        MultivariateMonitor monitor = Watch();
        for (int i = 0; i < 1_000; i++)
            Observe(monitor, [double.NaN, 1, 1]);

        DriftStatistics window = DriftStatistics.Parse(_sink.Windows.Single(static window => window.Signal == "(mmd)").Statistics);
        Assert.Equal((1.0, null, null), (window.Missing, window.Mmd, window.MmdPValue));
    }

    [Fact]
    public void Watching_a_record_takes_no_memory()
    {
        MultivariateMonitor monitor = Watch();
        double[][] rows = [.. Enumerable.Range(0, 500).Select(_ => Row(together: true))];
        Observe(monitor, rows[0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (double[] row in rows)
            Observe(monitor, row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Embeddings_that_move_are_found_by_their_distance_and_by_their_windows()
    {
        var monitor = new MultivariateMonitor(new DriftOptions { WindowRows = 500 }, _sink, _sink);
        monitor.SetEmbedding(
            "m", MultivariateReference.OfEmbedding("prompt", [.. Enumerable.Range(0, 2_000).Select(_ => Embedding(0))]),
            static (in PredictionRecord record, Span<double> values) => record.Numbers.CopyTo(values));
        for (int i = 0; i < 5_000; i++)
            Observe(monitor, Embedding(0));
        Assert.Empty(_sink.Alerts);

        for (int i = 0; i < 1_000; i++)
            Observe(monitor, Embedding(1));

        Assert.Equal(["prompt.distance", "prompt.mmd"], _sink.Alerts.Select(static alert => alert.Signal).Where(static signal => signal != Alert.AllSignals).Order(StringComparer.Ordinal));
        DriftStatistics window = DriftStatistics.Parse(_sink.Windows.Last(static window => window.Signal == "prompt.mmd").Statistics);
        Assert.InRange(window.CentroidDistance!.Value, Math.Sqrt(8) - 0.5, Math.Sqrt(8) + 0.5);
    }

    [Fact]
    public void A_version_brings_how_its_features_go_together_in_its_profile()
    {
        var drift = new DriftMonitor(new DriftOptions { WindowRows = 1_000 }, _sink);
        var monitor = new MultivariateMonitor(new DriftOptions { WindowRows = 1_000 }, _sink, _sink, drift: drift);
        Feed(monitor, 10, together: true);
        drift.SetReference("m", "v1", ReferenceProfile.Parse(Profile().ToJson()));
        Feed(monitor, 3_000, together: true);
        Assert.Empty(_sink.Alerts);

        Feed(monitor, 3_000, together: false);

        Assert.Contains(_sink.Alerts, static alert => alert.Signal == "(reconstruction)");
        Assert.Contains(_sink.Alerts, static alert => alert.Signal == "(mmd)");
    }

    [Fact]
    public void What_a_profile_remembers_of_how_features_go_together_comes_back_from_its_text()
    {
        ReferenceProfile profile = Profile();
        MultivariateReference before = profile.Multivariate!, after = ReferenceProfile.Parse(profile.ToJson()).Multivariate!;
        double[] standard = new double[3], again = new double[3];
        before.Standardise([1, -2, 0.5], standard);
        after.Standardise([1, -2, 0.5], again);

        Assert.Equal(standard, again);
        Assert.Equal(before.Error(standard), after.Error(again));
        Assert.Equal((before.Subspace!.Components, before.Subspace.Explained), (after.Subspace!.Components, after.Subspace.Explained));
        Assert.Equal(before.Test.PValue(0.01, 1_000, 500), after.Test.PValue(0.01, 1_000, 500));
        Assert.Equal(profile.ToJson(), ReferenceProfile.Parse(profile.ToJson()).ToJson());
    }

    [Fact]
    public void A_reader_that_throws_makes_its_embedding_missing_and_no_other()
    {
        MultivariateMonitor monitor = Watch();
        monitor.SetEmbedding("m", MultivariateReference.OfEmbedding("prompt", [.. Enumerable.Range(0, 2_000).Select(_ => Embedding(0))]), static (in PredictionRecord record, Span<double> values) => throw new FormatException("no embedding"));
        for (int i = 0; i < 1_000; i++)
            Assert.Throws<FormatException>(() => Observe(monitor, Row(together: true)));

        Assert.Equal(1, DriftStatistics.Parse(_sink.Windows.Single(static window => window.Signal == "prompt.mmd").Statistics).Missing);
        Assert.Equal(0, DriftStatistics.Parse(_sink.Windows.Single(static window => window.Signal == "(mmd)").Statistics).Missing);
    }

    [Fact]
    public void Too_few_features_or_rows_are_refused_with_what_there_is()
    {
        Assert.Contains("there are 1", Assert.Throws<ReferenceException>(() => MultivariateReference.Of(["a"], [[1]])).Message, StringComparison.Ordinal);
        Assert.Contains("2 of 3 rows", Assert.Throws<ReferenceException>(() => MultivariateReference.Of(Names, [[1, 2, 3], [1, 2, double.NaN], [3, 4, 5]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_holds_every_row_of_few_and_a_fair_share_of_many()
    {
        var sample = new RowSample(100);
        for (int i = 0; i < 10_000; i++)
            sample.Add([i]);
        Assert.Equal(100, sample.Rows.Count);
        Assert.InRange(sample.Rows.Average(static row => row[0]), 4_000, 6_000);
    }

    private double[] Embedding(double shift) => [.. Enumerable.Range(0, 8).Select(_ => Normal() + shift)];

    private ReferenceProfile Profile()
    {
        double[][] rows = [.. Enumerable.Range(0, 4_000).Select(_ => Row(together: true))];
        return new ReferenceProfile("m", rows.Length, [SignalReference.Of("a", MLOps.Sdk.Statistics.Cells.NumericBaseline.FromValues([.. rows.Select(static row => row[0])]))])
            .With(MultivariateReference.Of(Names, rows));
    }

    private MultivariateMonitor Watch()
    {
        var monitor = new MultivariateMonitor(new DriftOptions { WindowRows = 1_000 }, _sink, _sink);
        monitor.Set("m", MultivariateReference.Of(Names, [.. Enumerable.Range(0, 4_000).Select(_ => Row(together: true))]));
        return monitor;
    }

    private void Feed(MultivariateMonitor monitor, int rows, bool together)
    {
        for (int i = 0; i < rows; i++)
            Observe(monitor, Row(together));
    }

    private static void Observe(MultivariateMonitor monitor, double[] numbers) => monitor.Observe(new PredictionRecord { Version = V1, Numbers = numbers, Output = double.NaN });

    /// <summary>Three normal features with correlations of 0.9, or of 0.</summary>
    private double[] Row(bool together)
    {
        double common = Normal();
        return [.. Names.Select(_ => together ? (Math.Sqrt(0.9) * common) + (Math.Sqrt(0.1) * Normal()) : Normal())];
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private sealed class Sink : IWindowSink, IAlertSink
    {
        public List<StoredWindow> Windows { get; } = [];

        public List<Alert> Alerts { get; } = [];

        public void Add(StoredWindow window) => Windows.Add(window);

        public void Add(Alert alert) => Alerts.Add(alert);
    }
}
