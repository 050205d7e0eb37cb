using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;
using MLOps.Sdk.Tests.Statistics;
using Quickstart.Onnx;

namespace MLOps.Sdk.Cli.Tests.Replay;

/// <summary>The figures of a replay against those of scipy, for every feature and window.</summary>
public sealed class ReplayOnRealDataTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SharedTheory]
    [InlineData("elec2", "elec2_gb_v1", "elec2", "day,period,nswprice,nswdemand,vicprice,vicdemand,transfer", "class", 10_000, 45_312)]
    [InlineData("bike", "bike_gb_v1", "bike_hour", "season,mnth,hr,holiday,weekday,workingday,weathersit,temp,atemp,hum,windspeed", "cnt", 8_645, 17_379)]
    public async Task Features_and_predictions_have_the_expected_drift(string expected, string model, string data, string inputs, string label, int referenceRows, int rows)
    {
        JsonElement json = await ReplayAsync(SharedFolder.File($"models/{model}.onnx"), data, inputs, label, referenceRows);

        AssertBooks(json, referenceRows, rows);
        if (expected == "elec2")
            AssertElec2Alarms(json);
        Assert.Equal(model, json.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal(64, json.GetProperty("model").GetProperty("sha256").GetString()!.Length);
        AssertPerformance(json, expected, model);
        int compared = AssertDrift(json, expected, $"prediction:{model}");
        Assert.Equal((inputs.Split(',').Length + 1) * json.GetProperty("windows").GetArrayLength(), compared);
    }

    [SharedFact]
    public async Task Inputs_of_any_model_have_the_expected_drift()
    {
        Directory.CreateDirectory(_directory.Path);
        string model = _directory.File("plane.onnx");
        await File.WriteAllBytesAsync(model, LogisticRegressionFile.Write([1, 1, 0], -8));

        JsonElement json = await ReplayAsync(model, "sea", "f1,f2,f3", "class", 10_000);

        AssertBooks(json, 10_000, 50_000);
        Assert.Equal(3 * 40, AssertDrift(json, "sea", prediction: null));
        Assert.Empty(json.GetProperty("alarms").EnumerateArray());
    }

    [SharedTheory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task Truth_that_changes_under_inputs_that_do_not_alarms_when_it_arrives(int labelDelay)
    {
        Directory.CreateDirectory(_directory.Path);
        string model = _directory.File("plane.onnx");
        await File.WriteAllBytesAsync(model, LogisticRegressionFile.Write([-1, -1, 0], 8));

        JsonElement json = await ReplayAsync(model, "sea", "f1,f2,f3", "class", 10_000, "--label-delay", labelDelay.ToString(CultureInfo.InvariantCulture));
        JsonElement[] alarms = [.. json.GetProperty("alarms").EnumerateArray()];
        JsonElement last = json.GetProperty("windows")[39].GetProperty("performance");

        Assert.All(alarms, alarm => Assert.Equal(("accuracy", "risk"), (alarm.GetProperty("signal").GetString(), alarm.GetProperty("kind").GetString())));
        Assert.InRange(alarms[0].GetProperty("row").GetInt64(), 12_500 + labelDelay, 14_000 + labelDelay);
        Assert.Equal((labelDelay, 1_000 - labelDelay), (last.GetProperty("unlabelled").GetInt32(), last.GetProperty("rows").GetInt32()));
    }

    private async Task<JsonElement> ReplayAsync(string model, string data, string inputs, string label, int referenceRows, params string[] more) => await ToolRun.JsonAsync([
        "replay", "--model", model, "--data", SharedFolder.File($"data/{data}.csv.gz"), "--inputs", inputs, "--label", label,
        "--reference-rows", referenceRows.ToString(CultureInfo.InvariantCulture), "--window", "1000", "--store", _directory.File("store"), .. more]);

    private static void AssertBooks(JsonElement json, int referenceRows, int rows)
    {
        JsonElement counts = json.GetProperty("counts");
        Assert.Equal(referenceRows, json.GetProperty("reference").GetProperty("rows").GetInt32());
        Assert.Equal((rows - referenceRows, rows - referenceRows, 0), (counts.GetProperty("calls").GetInt32(), counts.GetProperty("durable").GetInt32(), counts.GetProperty("pending").GetInt32()));
        Assert.Empty(counts.GetProperty("lost").EnumerateObject());
        Assert.True(double.IsFinite(json.GetProperty("callOverheadNanoseconds").GetDouble()));
    }

    /// <summary>
    /// The figures of scikit-learn. The scores of the two differ in their last digits, which parts ties; with the same
    /// scores the figures agree to 1e-6: see the tests of Statistics.Performance.
    /// </summary>
    private static void AssertPerformance(JsonElement json, string data, string model)
    {
        Dictionary<string, string[]> expected = SharedFolder.Columns($"expected/{data}_quality.csv");
        (string, string, double)[] figures = data == "bike"
            ? [("mae", "mae", 1e-4), ("rmse", "rmse", 1e-4), ("r2", "r2", 1e-5)]
            : [("accuracy", "accuracy", 1e-9), ("auc", "auc", 1e-3), ("logLoss", "log_loss", 1e-6), ("brier", "brier", 1e-6), ("precision", "precision", 1e-9), ("recall", "recall", 1e-9), ("f1", "f1", 1e-9)];
        foreach (JsonElement window in json.GetProperty("windows").EnumerateArray())
        {
            int row = Enumerable.Range(0, expected["model"].Length).Single(i => expected["model"][i] == model && expected["window"][i] == window.GetProperty("index").GetInt32().ToString(CultureInfo.InvariantCulture));
            foreach ((string name, string column, double tolerance) in figures)
                Assert.Equal(double.Parse(expected[column][row], CultureInfo.InvariantCulture), window.GetProperty("performance").GetProperty(name).GetDouble(), tolerance);
        }
    }

    /// <summary>A price that moves at once, and a constant that starts to move with row 17,424.</summary>
    private static void AssertElec2Alarms(JsonElement json)
    {
        Assert.InRange(FirstAlarm(json, "nswprice"), 10_000, 11_999);
        Assert.InRange(FirstAlarm(json, "vicprice"), 17_424, 18_424);
        foreach (JsonElement alarm in json.GetProperty("alarms").EnumerateArray().Where(alarm => alarm.GetProperty("signal").GetString() != "accuracy"))
            Assert.Equal(0.05, alarm.GetProperty("falseAlarmRate").GetDouble());
    }

    private static long FirstAlarm(JsonElement json, string signal) =>
        json.GetProperty("alarms").EnumerateArray().First(alarm => alarm.GetProperty("signal").GetString() == signal).GetProperty("row").GetInt64();

    /// <summary>Compares what both sides have, and returns how many signals of windows that were.</summary>
    private static int AssertDrift(JsonElement json, string expected, string? prediction)
    {
        Dictionary<(string Signal, int Window), JsonElement> found = [];
        foreach (JsonElement window in json.GetProperty("windows").EnumerateArray())
        {
            int index = window.GetProperty("index").GetInt32();
            foreach (JsonElement feature in window.GetProperty("features").EnumerateArray())
                found.Add((feature.GetProperty("name").GetString()!, index), feature);
            if (prediction is not null)
                found.Add((prediction, index), window.GetProperty("prediction"));
        }

        Dictionary<string, string[]> table = SharedFolder.Columns($"expected/{expected}_drift.csv");
        int compared = 0;
        for (int row = 0; row < table["feature"].Length; row++)
        {
            int index = int.Parse(table["window"][row], CultureInfo.InvariantCulture);
            if (!found.TryGetValue((table["feature"][row], index), out JsonElement figures))
                continue;
            JsonElement window = json.GetProperty("windows")[index];
            Assert.Equal((table["first_row"][row], table["rows"][row]), (window.GetProperty("firstRow").ToString(), window.GetProperty("rows").ToString()));
            AssertFigures(figures, column => double.Parse(table[column][row], CultureInfo.InvariantCulture), isPrediction: table["feature"][row] == prediction);
            compared++;
        }

        return compared;
    }

    private static void AssertFigures(JsonElement found, Func<string, double> expected, bool isPrediction)
    {
        double wasserstein = found.GetProperty("wasserstein").GetDouble(), pValue = expected("ks_p");
        Assert.Equal(expected("ks_stat"), found.GetProperty("ks").GetDouble(), isPrediction ? 1e-3 : 1e-9);
        Assert.InRange(wasserstein, found.GetProperty("wassersteinLow").GetDouble(), found.GetProperty("wassersteinHigh").GetDouble());
        if (isPrediction)
            return; // the expected scores were computed in doubles, the model's in floats: bins and moments differ in the last digits
        Assert.Equal(expected("psi"), found.GetProperty("psi").GetDouble(), 1e-9);
        Assert.Equal(expected("psi_bins"), found.GetProperty("psiBins").GetDouble());
        Assert.Equal(expected("js"), found.GetProperty("jensenShannon").GetDouble(), 1e-9);
        Assert.Equal(expected("wasserstein"), wasserstein, 0.005 * expected("wasserstein") + 1e-12);
        Assert.Equal(expected("mean"), found.GetProperty("mean").GetDouble(), 1e-6);
        Assert.Equal(expected("std"), found.GetProperty("std").GetDouble(), 1e-6);
        if (pValue > 1e-12)
            Assert.Equal(pValue, found.GetProperty("ksPValue").GetDouble(), Math.Max(0.01 * pValue, 1e-4));
    }
}
