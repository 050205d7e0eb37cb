using MLOps.Sdk.Statistics.Detectors;

namespace MLOps.Sdk.Tests.Statistics.Detectors;

public class ChangeDetectorTests
{
    public static TheoryData<string> Names => [.. Makers.Keys];

    private static readonly Dictionary<string, Func<ChangeDetector>> Makers = new()
    {
        ["adwin"] = () => new Adwin(),
        ["ddm"] = () => new Ddm(),
        ["eddm"] = () => new Eddm(),
        ["hddm-a"] = () => new HddmA(),
        ["hddm-w"] = () => new HddmW(),
        ["hddm-a both"] = () => new HddmA(twoSided: true),
        ["hddm-w both"] = () => new HddmW(twoSided: true),
        ["page-hinkley"] = () => new PageHinkley(threshold: 5),
        ["kswin"] = () => new Kswin(),
        ["cusum"] = () => new Cusum(),
        ["bocd"] = () => new BayesianChangePoint(variance: 0.2, maxRunLength: 500),
        ["gma"] = () => new GeometricMovingAverage(threshold: 0.1),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Errors_that_become_four_times_as_frequent_are_found(string name)
    {
        List<int> drifts = Run(Makers[name](), Errors(seed: 1, before: 0.15, after: 0.6));

        Assert.Contains(drifts, row => row is >= 2_000 and < 2_500);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_rows_give_the_same_drifts_again_after_clearing(string name)
    {
        double[] stream = Errors(seed: 2, before: 0.2, after: 0.5);
        ChangeDetector detector = Makers[name]();
        List<int> first = Run(detector, stream);
        detector.Clear();

        Assert.Equal(0, detector.Rows);
        Assert.Equal(first, Run(detector, stream));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_that_are_no_numbers_are_left_out_and_counted(string name)
    {
        double[] stream = Errors(seed: 3, before: 0.2, after: 0.6);
        ChangeDetector plain = Makers[name]();
        ChangeDetector holed = Makers[name]();
        var expected = new List<long>();
        var actual = new List<long>();
        foreach (double value in stream)
        {
            holed.Add(double.NaN);
            holed.Add(double.PositiveInfinity);
            if (plain.Add(value) == ChangeSignal.Drift)
                expected.Add(plain.Rows);
            if (holed.Add(value) == ChangeSignal.Drift)
                actual.Add(holed.Rows / 3);
        }

        Assert.Equal(expected, actual);
        Assert.Equal(2 * stream.Length, holed.Skipped);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_constant_never_drifts(string name)
    {
        Assert.Empty(Run(Makers[name](), new double[5_000]));
        Assert.Empty(Run(Makers[name](), [.. Enumerable.Repeat(1.0, 5_000)]));
    }

    [Fact]
    public void Two_sided_detectors_find_fewer_errors_and_one_sided_ones_do_not()
    {
        double[] stream = Errors(seed: 4, before: 0.6, after: 0.1);

        Assert.Contains(Run(new HddmA(twoSided: true), stream), row => row >= 2_000);
        Assert.Contains(Run(new HddmW(twoSided: true), stream), row => row >= 2_000);
        Assert.Contains(Run(new PageHinkley(threshold: 20), stream), row => row >= 2_000);
        Assert.Contains(Run(new Adwin(), stream), row => row >= 2_000);
        Assert.Empty(Run(new HddmA(), stream));
        Assert.DoesNotContain(Run(new PageHinkley(threshold: 20, mode: ChangeDirection.Up), stream), row => row >= 2_000);
    }

    [Theory]
    [InlineData("ddm")]
    [InlineData("eddm")]
    [InlineData("hddm-a")]
    [InlineData("hddm-w")]
    public void Detectors_of_errors_refuse_what_is_none(string name) =>
        Assert.Contains("1 for a wrong prediction", Assert.Throws<ArgumentOutOfRangeException>(() => Makers[name]().Add(2)).Message, StringComparison.Ordinal);

    [Fact]
    public void Cusum_waits_on_first_rows_that_are_all_alike()
    {
        var detector = new Cusum();

        Assert.Empty(Run(detector, new double[1_000]));
        Assert.Equal(ChangeSignal.None, detector.Add(1));
    }

    [Fact]
    public void Cusum_with_a_known_mean_sees_a_stream_that_was_never_there()
    {
        var random = new Random(5);
        double[] stream = [.. Enumerable.Range(0, 100).Select(_ => 2 + random.NextDouble())];

        Assert.InRange(Run(Cusum.Around(0, 1), stream)[0], 0, 3);
        Assert.Empty(Run(new Cusum(), stream));
    }

    [Fact]
    public void Adwin_keeps_the_rows_since_the_last_change()
    {
        var detector = new Adwin();
        Run(detector, Errors(seed: 6, before: 0.1, after: 0.7));

        Assert.InRange(detector.Width, 1_000, 2_100);
        Assert.Equal(0.7, detector.Mean, 0.1);
    }

    [Fact]
    public void Options_out_of_range_name_the_value()
    {
        Assert.Contains("delta", Assert.Throws<ArgumentOutOfRangeException>(() => new Adwin(delta: 0)).Message, StringComparison.Ordinal);
        Assert.Contains("alpha, which is 0.8", Assert.Throws<ArgumentOutOfRangeException>(() => new Eddm(alpha: 0.8)).Message, StringComparison.Ordinal);
        Assert.Contains("statSize, which is 30", Assert.Throws<ArgumentOutOfRangeException>(() => new Kswin(windowSize: 40)).Message, StringComparison.Ordinal);
    }

    private static double[] Errors(int seed, double before, double after)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 4_000).Select(row => random.NextDouble() < (row < 2_000 ? before : after) ? 1.0 : 0.0)];
    }

    private static List<int> Run(ChangeDetector detector, double[] stream)
    {
        var drifts = new List<int>();
        for (int row = 0; row < stream.Length; row++)
        {
            if (detector.Add(stream[row]) == ChangeSignal.Drift)
                drifts.Add(row);
        }

        return drifts;
    }
}
