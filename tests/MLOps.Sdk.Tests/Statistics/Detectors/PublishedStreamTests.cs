using System.Text.Json;
using MLOps.Sdk.Statistics.Detectors;

namespace MLOps.Sdk.Tests.Statistics.Detectors;

/// <summary>The rows at which other projects' detectors raise their alarms, on the streams that they publish.</summary>
public class PublishedStreamTests
{
    private readonly PublishedVectors _vectors = SharedFolder.Path is null ? null! : new PublishedVectors();

    [SharedTheory]
    [InlineData("rv-adwin-new")]
    [InlineData("rv-adwin-doc")]
    public void Adwin_cuts_where_river_does(string id) => Check(id, new Adwin());

    [SharedFact]
    public void Adwin_that_skips_a_bucket_cuts_where_older_river_did() => Check("rv-adwin-old", new Adwin(skipLastBucket: true));

    [SharedFact]
    public void Page_hinkley_alarms_where_river_does() => Check("rv-ph-new-both", new PageHinkley());

    [SharedFact]
    public void Page_hinkley_upwards_alarms_where_river_does() =>
        Assert.Equal([1020, 1990], Run(_vectors.Stream("rv-ph-new-both"), new PageHinkley(mode: ChangeDirection.Up)).Drifts);

    [SharedFact]
    public void Clipped_page_hinkley_alarms_where_older_river_did() => Check("rv-ph-old", new PageHinkley(sum: PageHinkleySum.Clipped));

    [SharedFact]
    public void Plain_page_hinkley_alarms_where_frouros_does() => Check("fr-page_hinkley", new PageHinkley(minInstances: 1, sum: PageHinkleySum.Plain));

    [SharedFact]
    public void Cusum_of_a_running_mean_alarms_where_frouros_does() => Check("fr-cusum", new PageHinkley(minInstances: 1, alpha: 1, sum: PageHinkleySum.Clipped));

    [SharedFact]
    public void Bayesian_change_points_are_where_frouros_finds_them() => Check("fr-bocd", new BayesianChangePoint());

    [SharedFact]
    public void Geometric_moving_average_alarms_where_frouros_does() => Check("fr-gma", new GeometricMovingAverage());

    [SharedFact]
    public void Ddm_alarms_where_river_does() => Check("rv-ddm", new Ddm());

    [SharedFact]
    public void Eddm_warns_and_alarms_where_river_does() => Check("rv-eddm-doc", new Eddm(alpha: 0.8, beta: 0.75));

    [SharedFact]
    public void Eddm_with_its_defaults_alarms_where_the_formula_says() =>
        Assert.Equal(_vectors.Rows("rv-eddm-test", "recomputed"), Run(_vectors.Stream("rv-eddm-test"), new Eddm()).Drifts);

    [SharedTheory]
    [InlineData("rv-hddma")]
    [InlineData("rv-hddma-doc")]
    public void Hddm_a_warns_and_alarms_where_river_does(string id) => Check(id, new HddmA());

    [SharedTheory]
    [InlineData("rv-hddmw")]
    [InlineData("rv-hddmw-doc")]
    public void Hddm_w_warns_and_alarms_where_river_does(string id) => Check(id, new HddmW());

    [SharedTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(42)]
    public void Kswin_alarms_within_the_rows_that_any_draw_allows(int seed)
    {
        double[] stream = _vectors.Stream("rv-kswin");
        int drift = Assert.Single(Run(stream, new Kswin(alpha: 1e-4, windowSize: 200, statSize: 100, seed: (ulong)seed)).Drifts);

        Assert.InRange(drift, 1_001, 1_060);
    }

    private void Check(string id, ChangeDetector detector)
    {
        (List<int> warnings, List<int> drifts) = Run(_vectors.Stream(id), detector);
        JsonElement expected = _vectors.Expected(id);
        if (expected[0].ValueKind == JsonValueKind.Number)
            Assert.Equal(expected.EnumerateArray().Select(v => v.GetInt32()), drifts);
        else
            Assert.Equal(expected.EnumerateArray().Select(v => v.GetString()), [.. warnings.Select(w => $"warning:{w}"), .. drifts.Select(d => $"drift:{d}")]);
    }

    /// <summary>The first warning before each drift, and the drifts: what river's examples print.</summary>
    private static (List<int> Warnings, List<int> Drifts) Run(double[] stream, ChangeDetector detector)
    {
        var warnings = new List<int>();
        var drifts = new List<int>();
        bool warned = false;
        for (int row = 0; row < stream.Length; row++)
        {
            ChangeSignal signal = detector.Add(stream[row]);
            if (signal == ChangeSignal.Warning && !warned)
                warnings.Add(row);
            if (signal == ChangeSignal.Drift)
                drifts.Add(row);
            warned = signal == ChangeSignal.Warning || (warned && signal == ChangeSignal.None);
        }

        return (warnings, drifts);
    }
}
