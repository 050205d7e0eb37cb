using MathNet.Numerics.Statistics;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Detectors;

namespace MLOps.Sdk.Cli.Detection;

/// <summary>The online detectors by the names of the command line.</summary>
internal static class DetectorCatalog
{
    public static readonly string[] Names = ["adwin", "ddm", "eddm", "hddm-a", "hddm-w", "page-hinkley", "kswin", "cusum", "gma", "bocd", "risk", "e-mixture"];

    /// <summary>Those that compare with a reference, or can.</summary>
    public static bool TakesReference(string name) => name is "cusum" or "risk" or "e-mixture";

    /// <summary>A detector of a stream of numbers: what it says of each row.</summary>
    /// <exception cref="CommandFault">It needs a reference and has none.</exception>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public static Func<double, ChangeSignal> Create(DetectorSettings set, double[]? reference) => set.Detector switch
    {
        "adwin" => new Adwin(
            set.Number("delta", 0.002), set.Whole("clock", 32), set.Whole("maxBuckets", 5), set.Whole("minWindowLength", 5),
            set.Whole("gracePeriod", 10), set.Truth("skipLastBucket")).Add,
        "ddm" => new Ddm(set.Whole("warmStart", 30), set.Number("warningThreshold", 2), set.Number("driftThreshold", 3)).Add,
        "eddm" => new Eddm(set.Whole("warmStart", 30), set.Number("alpha", 0.95), set.Number("beta", 0.9)).Add,
        "hddm-a" => new HddmA(set.Number("driftConfidence", 0.001), set.Number("warningConfidence", 0.005), set.Truth("twoSided")).Add,
        "hddm-w" => new HddmW(set.Number("driftConfidence", 0.001), set.Number("warningConfidence", 0.005), set.Number("lambda", 0.05), set.Truth("twoSided")).Add,
        "page-hinkley" => new PageHinkley(
            set.Whole("minInstances", 30), set.Number("delta", 0.005), set.Number("threshold", 50), set.Number("alpha", 0.9999),
            set.Word<ChangeDirection>("mode"), set.Word<PageHinkleySum>("sum")).Add,
        "kswin" => new Kswin(set.Number("alpha", 0.005), set.Whole("windowSize", 100), set.Whole("statSize", 30), set.Seed()).Add,
        "cusum" => CreateCusum(set, reference).Add,
        "gma" => new GeometricMovingAverage(set.Whole("minInstances", 30), set.Number("threshold", 1), set.Number("alpha", 0.99)).Add,
        "bocd" => new BayesianChangePoint(
            set.Number("priorMean", 0), set.Number("priorVariance", 1), set.Number("variance", 0.5), set.Number("hazard", 0.01), set.Whole("maxRunLength", 1_000)).Add,
        "risk" => CreateRisk(set, reference ?? throw NeedsReference(set)),
        _ => Alarmed(NumericAlarm.FromReference(reference ?? throw NeedsReference(set), MixtureOptions(set)).Add),
    };

    /// <summary>The detector of a stream of categories.</summary>
    public static Func<string?, ChangeSignal> CreateForTexts(DetectorSettings set, IReadOnlyList<string?> reference)
    {
        // A cell for each category of the reference, one for all others, one for missing values.
        Dictionary<string, int> cells = reference.OfType<string>().Distinct().Order(StringComparer.Ordinal).Select((text, i) => (text, i)).ToDictionary(pair => pair.text, pair => pair.i);
        long[] counts = new long[cells.Count + 2];
        foreach (string? text in reference)
            counts[Cell(text)]++;
        var alarm = new EMixtureAlarm(counts, ordered: false, MixtureOptions(set));
        return text => alarm.Add(Cell(text)) ? ChangeSignal.Drift : ChangeSignal.None;

        int Cell(string? text) => text is null ? cells.Count + 1 : cells.GetValueOrDefault(text, cells.Count);
    }

    private static AlarmOptions MixtureOptions(DetectorSettings set)
    {
        var defaults = new AlarmOptions();
        return defaults with
        {
            Alpha = set.Number("alpha", defaults.Alpha),
            Mode = set.Word<AlarmMode>("mode"),
            MinimumEffect = set.Number("minimumEffect", defaults.MinimumEffect),
            Bins = set.Whole("bins", defaults.Bins),
            HoldOut = set.Number("holdOut", defaults.HoldOut),
            Seed = set.Seed(),
        };
    }

    private static Cusum CreateCusum(DetectorSettings set, double[]? reference)
    {
        (double slack, double threshold, ChangeDirection mode) = (set.Number("slack", 0.5), set.Number("threshold", 5), set.Word<ChangeDirection>("mode"));
        if (reference is null)
            return new Cusum(set.Whole("minInstances", 30), slack, threshold, mode);

        (double mean, double deviation) = reference.Where(double.IsFinite).MeanStandardDeviation();
        if (!(deviation > 0))
            throw new CommandFault("The reference is constant or has fewer than two numbers: there is no deviation to measure changes by. Take a longer reference.");
        return Cusum.Around(mean, deviation, slack, threshold, mode);
    }

    private static Func<double, ChangeSignal> CreateRisk(DetectorSettings set, double[] reference)
    {
        double[] losses = [.. reference.Where(static loss => !double.IsNaN(loss))];
        if (losses.Length == 0 || !losses.All(static loss => loss is >= 0 and <= 1))
            throw new CommandFault("risk watches losses between 0 and 1, such as 1 for a wrong prediction and 0 for a right one; the reference holds none or others. Name the column of errors.");
        var defaults = new RiskWatchOptions();
        int rebaseline = set.Whole("rebaselineRows", Math.Max(losses.Length, 1_000));
        var watch = new RiskWatch((long)Math.Ceiling(losses.Sum()), losses.Length, defaults with
        {
            Alpha = set.Number("alpha", defaults.Alpha),
            Tolerance = set.Number("tolerance", defaults.Tolerance),
            Rebaseline = !set.Truth("freeze"),
            RebaselineRows = rebaseline,
            RowsBetweenFalseAlarms = set.Whole("rowsBetweenFalseAlarms", (int)defaults.RowsBetweenFalseAlarms),
        });
        return Alarmed(value => !double.IsNaN(value) && watch.Add(value));
    }

    private static Func<double, ChangeSignal> Alarmed(Func<double, bool> add) => value => add(value) ? ChangeSignal.Drift : ChangeSignal.None;

    public static UsageFault NeedsReference(DetectorSettings set) =>
        new($"{set.Detector} compares with a reference and there is none. Give one with --reference R.csv, or take the first N rows of the data with --reference-rows N.");
}
