using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Benchmarks.Alarms;

/// <summary>At which rows real streams alarm: sea, whose inputs never drift and whose truth changes, and the electricity market. Without the folder ../shared beside the repository, nothing.</summary>
internal static class RealStreams
{
    private const int ReferenceRows = 10_000;
    private const double Alpha = 0.05 / 8; // the eight columns of the market share one
    private static readonly string[] SeaInputs = ["f1", "f2", "f3"];

    public static IEnumerable<Figure> Run()
    {
        if (Folder() is not { } folder)
            yield break;
        string sea = Path.Combine(folder, "data", "sea.csv.gz"), electricity = Path.Combine(folder, "data", "elec2.csv.gz");
        int inputs = SeaInputs.Count(column => FirstAlarm(sea, column) is not null);
        yield return new Figure("sea: input alarms in 40,000 rows", inputs, null, "", Limit.AtMost(0));
        List<int> accuracy = AccuracyAlarms(sea, Path.Combine(folder, "expected", "sea_scores.csv.gz"));
        yield return new Figure("sea: accuracy alarms", accuracy.Count, null, "", Limit.AtMost(2));
        yield return new Figure("sea: rows from the change at 12,500 to the accuracy alarm", accuracy.Count > 0 ? accuracy[0] - 12_500 : double.NaN, null, "rows", Limit.AtMost(1_500));
        yield return new Figure("sea: rows from the change at 37,500 to the next one", accuracy.Count > 1 ? accuracy[^1] - 37_500 : double.NaN, null, "rows", Limit.AtMost(2_500));
        yield return new Figure("elec2: rows behind the reference to the alarm of nswprice", FirstAlarm(electricity, "nswprice") ?? double.NaN, null, "rows", Limit.AtMost(2_000));
        yield return new Figure("elec2: rows from 17,424 to the alarm of vicprice", FirstAlarm(electricity, "vicprice") + ReferenceRows - 17_424 ?? double.NaN, null, "rows", Limit.AtMost(1_000));
    }

    private static long? FirstAlarm(string path, string column)
    {
        double[] values = Numbers(path, column);
        NumericAlarm alarm = NumericAlarm.FromReference(values.AsSpan(0, ReferenceRows), new AlarmOptions { Alpha = Alpha });
        foreach (double value in values.AsSpan(ReferenceRows))
            alarm.Add(value);
        return alarm.Alarm.AlarmRow;
    }

    private static List<int> AccuracyAlarms(string data, string scores)
    {
        double[] errors = [.. Numbers(scores, "logreg").Zip(Numbers(data, "class"), static (score, label) => (score >= 0.5) != (label == 1) ? 1.0 : 0.0)];
        var watch = new RiskWatch((long)errors[..ReferenceRows].Sum(), ReferenceRows);
        return [.. Enumerable.Range(ReferenceRows, errors.Length - ReferenceRows).Where(row => watch.Add(errors[row]))];
    }

    private static double[] Numbers(string path, string column) =>
        new CsvTable(path).Read([(column, FeatureKind.Numeric)]).Columns[0].Numbers.ToArray();

    private static string? Folder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MLOps.Sdk.sln")))
            folder = folder.Parent;
        string shared = Path.Combine(folder?.Parent?.FullName ?? "", "shared");
        return Directory.Exists(shared) ? shared : null;
    }
}
