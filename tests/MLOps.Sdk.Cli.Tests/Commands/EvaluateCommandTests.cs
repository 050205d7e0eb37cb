using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;
using MLOps.Sdk.Tests.Statistics;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SharedFact]
    public async Task Scores_of_a_file_have_the_figures_of_scikit_learn()
    {
        string[] labels = SharedFolder.Columns("data/sea.csv.gz")["class"];
        string[] scores = SharedFolder.Columns("expected/sea_scores.csv.gz")["logreg"];
        string data = Write(["score,label", .. labels.Zip(scores).Skip(10_000).Select(pair => $"{pair.Second},{pair.First}")]);
        JsonElement performance = (await ToolRun.JsonAsync("evaluate", "--data", data, "--score", "score", "--label", "label")).GetProperty("performance");
        Dictionary<string, string[]> expected = SharedFolder.Columns("expected/sea_quality.csv");
        int row = Array.IndexOf(expected["window"], "all_after");

        foreach ((string name, string column) in new[] { ("accuracy", "accuracy"), ("auc", "auc"), ("logLoss", "log_loss"), ("brier", "brier"), ("precision", "precision"), ("recall", "recall"), ("f1", "f1") })
            Assert.Equal(double.Parse(expected[column][row], CultureInfo.InvariantCulture), performance.GetProperty(name).GetDouble(), 1e-6);
    }

    [Fact]
    public async Task Numbers_are_compared_as_numbers()
    {
        JsonElement json = await ToolRun.JsonAsync("evaluate", "--data", Write(["p,y", "2.5,3", "0,-0.5", "2,2", "8,7"]), "--score", "p", "--label", "y");

        Assert.Equal("regression", json.GetProperty("task").GetString());
        Assert.Equal(0.5, json.GetProperty("performance").GetProperty("mae").GetDouble(), 12);
        Assert.Equal(0.9486081370449679, json.GetProperty("performance").GetProperty("r2").GetDouble(), 12);
    }

    [Fact]
    public async Task Labels_are_compared_as_labels()
    {
        JsonElement json = await ToolRun.JsonAsync("evaluate", "--data", Write(["p,y", "cat,cat", "dog,cat", "dog,dog", "cow,cow"]), "--score", "p", "--label", "y");

        Assert.Equal("labels", json.GetProperty("task").GetString());
        Assert.Equal(0.75, json.GetProperty("performance").GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public async Task Groups_have_figures_and_gaps_of_their_own()
    {
        string data = Write(["p,y,g", .. Enumerable.Range(0, 200).Select(i => $"{(i % 4 < (i < 100 ? 3 : 1) ? 0.9 : 0.1)},{i % 2},{(i < 100 ? "a" : "b")}")]);
        JsonElement json = await ToolRun.JsonAsync("evaluate", "--data", data, "--score", "p", "--label", "y", "--group", "g");
        JsonElement gap = json.GetProperty("fairness")[0];

        Assert.Equal(["a", "b"], json.GetProperty("segments").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(("selection", "a", "b"), (gap.GetProperty("rate").GetString(), gap.GetProperty("highGroup").GetString(), gap.GetProperty("lowGroup").GetString()));
        Assert.Equal(0.5, gap.GetProperty("difference").GetDouble(), 12);
        Assert.Equal(1.0 / 3, gap.GetProperty("ratio").GetDouble(), 12);
    }

    [Fact]
    public async Task Fairness_has_every_rate_with_intervals_that_hold_the_gap_and_people_see_it()
    {
        // Of 100 positives each, 80 and 40 are found; of 100 negatives each, 10 and 20 are taken for positives.
        string data = Write(["p,y,g", .. Group("a", 80, 10), .. Group("b", 40, 20), .. Group("c", 60, 15)]);
        JsonElement[] gaps = [.. (await ToolRun.JsonAsync("evaluate", "--data", data, "--score", "p", "--label", "y", "--group", "g")).GetProperty("fairness").EnumerateArray()];

        Assert.Equal(
            [("selection", "a", "b", 0.15, 30.0 / 45), ("truePositive", "a", "b", 0.4, 0.5), ("falsePositive", "b", "a", 0.1, 0.5)],
            gaps.Select(static gap => (gap.GetProperty("rate").GetString(), gap.GetProperty("highGroup").GetString(), gap.GetProperty("lowGroup").GetString(), Math.Round(gap.GetProperty("difference").GetDouble(), 12), gap.GetProperty("ratio").GetDouble())));
        Assert.All(gaps, static gap =>
        {
            Assert.InRange(gap.GetProperty("difference").GetDouble(), gap.GetProperty("differenceInterval")[0].GetDouble(), gap.GetProperty("differenceInterval")[1].GetDouble());
            Assert.InRange(gap.GetProperty("ratio").GetDouble(), gap.GetProperty("ratioInterval")[0].GetDouble(), gap.GetProperty("ratioInterval")[1].GetDouble());
        });
        string shown = (await ToolRun.InvokeAsync("evaluate", "--data", data, "--score", "p", "--label", "y", "--group", "g")).Output;
        Assert.Contains("TruePositive rate: a over b by 0.4", shown, StringComparison.Ordinal);

        static IEnumerable<string> Group(string name, int found, int taken) => Enumerable.Range(0, 200)
            .Select(i => $"{(i < 100 ? i < found : i - 100 < taken) switch { true => 0.9, false => 0.1 }},{(i < 100 ? 1 : 0)},{name}");
    }

    [Fact]
    public async Task A_gate_that_fails_has_exit_code_two_and_one_of_nothing_three()
    {
        string data = Write(["p,y", .. Enumerable.Range(0, 100).Select(i => $"{(i % 10 == 0 ? 0.1 : 0.9)},{(i % 3 == 0 ? 0 : 1)}")]);
        string open = Write(["p,y", "0.9,", "0.1,"]);

        Assert.Equal(0, (await Gate(data, "accuracy>=0.5")).ExitCode);
        Assert.Equal(2, (await Gate(data, "accuracy>=0.99")).ExitCode);
        Assert.Equal(2, (await Gate(data, "accuracy>=0.5", "logLoss<=0.01")).ExitCode);
        Assert.Equal(3, (await Gate(open, "accuracy>=0.5")).ExitCode);
        Assert.Equal(3, (await ToolRun.InvokeAsync("evaluate", "--data", data, "--score", "p", "--label", "y", "--require", "accuracy>=0.6", "--sure")).ExitCode);
        (await Gate(data, "beauty>=1")).AssertFault(1, "beauty", "accuracy");
        (await Gate(data, "accuracy")).AssertFault(64, "auc>=0.9");
    }

    [Fact]
    public async Task Rows_without_truth_are_estimated_and_money_is_summed()
    {
        var random = new Random(3);
        string data = Write(["p,y", .. Enumerable.Range(0, 2_000).Select(i =>
        {
            double p = random.NextDouble();
            return string.Create(CultureInfo.InvariantCulture, $"{p},{(i < 1_000 ? random.NextDouble() < p ? "1" : "0" : "")}");
        })]);
        JsonElement json = await ToolRun.JsonAsync("evaluate", "--data", data, "--score", "p", "--label", "y", "--values", "10,-1,0,-5", "--window", "500");
        JsonElement estimated = json.GetProperty("estimated");

        Assert.Equal((1_000, 1_000), (json.GetProperty("labelled").GetInt32(), json.GetProperty("unlabelled").GetInt32()));
        Assert.Equal(0.5, json.GetProperty("unlabelledShare").GetDouble());
        Assert.Equal(0.75, estimated.GetProperty("accuracy").GetDouble(), 0.05);
        Assert.Equal(4, json.GetProperty("windows").GetArrayLength());
        JsonElement confusion = json.GetProperty("performance").GetProperty("confusion");
        Assert.Equal(
            (10 * confusion.GetProperty("truePositives").GetInt32()) - confusion.GetProperty("falsePositives").GetInt32() - (5 * confusion.GetProperty("falseNegatives").GetInt32()),
            json.GetProperty("business").GetProperty("total").GetDecimal());
    }

    [Fact]
    public async Task The_log_is_joined_with_outcomes_late_twice_and_unknown()
    {
        string store = _directory.File("store");
        await RecordAsync(store);
        JsonElement json = await ToolRun.JsonAsync("evaluate", "--store", store, "--model", "fraud", "--segment", "tenant");

        Assert.Equal((100, 60, 40), (json.GetProperty("predictions").GetInt32(), json.GetProperty("labelled").GetInt32(), json.GetProperty("unlabelled").GetInt32()));
        Assert.Equal(1, json.GetProperty("unknownOutcomes").GetInt32());
        Assert.Equal(1, json.GetProperty("relabelled").GetInt32());
        Assert.Equal(59.0 / 60, json.GetProperty("performance").GetProperty("accuracy").GetDouble(), 12);
        Assert.Equal(2, json.GetProperty("segments").GetArrayLength());
        JsonElement delay = json.GetProperty("labelDelaySeconds");
        double[] delays = [.. new[] { "median", "p90", "p99", "longest" }.Select(name => delay.GetProperty(name).GetDouble())];
        Assert.Equal(delays.Order(), delays);
        Assert.Equal(0, delay.GetProperty("early").GetInt32());
        Assert.Contains("the truth came after", (await ToolRun.InvokeAsync("evaluate", "--store", store, "--model", "fraud")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await ToolRun.InvokeAsync("evaluate", "--store", store, "--model", "fraud", "--require", "accuracy>=0.99")).ExitCode);
    }

    [Fact]
    public async Task Nothing_to_evaluate_is_a_fault_and_before_a_gate_undecided()
    {
        string store = _directory.File("store");
        await RecordAsync(store);
        string header = Write(["p,y"]);

        (await ToolRun.InvokeAsync("evaluate", "--store", store, "--model", "frod")).AssertFault(1, "frod", "modelops status");
        (await ToolRun.InvokeAsync("evaluate", "--data", header, "--score", "p", "--label", "y")).AssertFault(1, header);
        Assert.Equal(3, (await ToolRun.InvokeAsync("evaluate", "--store", store, "--model", "frod", "--require", "accuracy>=0.5")).ExitCode);
    }

    [Fact]
    public async Task What_to_evaluate_must_be_said()
    {
        (await ToolRun.InvokeAsync("evaluate")).AssertFault(64, "--model NAME", "--data F.csv");
        (await ToolRun.InvokeAsync("evaluate", "--data", "x.csv")).AssertFault(64, "--score", "--label");
    }

    /// <summary>100 predictions, of which 60 have their truth: all right but one, which was first said to be right.</summary>
    private static async Task RecordAsync(string store)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = store)
            .AddModel<double, double>("fraud", model => model.Version("v1", x => x).Feature(x => x, "x").Tag("tenant", x => x < 0.5 ? "acme" : "globex"));
        await using ServiceProvider app = services.BuildServiceProvider();
        var fraud = app.GetRequiredService<IPredictor<double, double>>();
        var outcomes = app.GetRequiredService<IOutcomeRecorder>();
        PredictionId last = PredictionId.None;
        for (int i = 0; i < 100; i++)
        {
            Prediction<double> prediction = await fraud.PredictAsync(i / 100.0);
            if (i < 60)
                await outcomes.RecordAsync(last = prediction.Id, positive: i >= 50);
        }

        await outcomes.RecordAsync(last, positive: false);
        await outcomes.RecordAsync(PredictionId.FromGuid(Guid.NewGuid()), positive: false);
    }

    private static Task<ToolRun> Gate(string data, params IEnumerable<string> gates) =>
        ToolRun.InvokeAsync(["evaluate", "--data", data, "--score", "p", "--label", "y", .. gates.SelectMany(gate => new[] { "--require", gate }), "--format", "table"]);

    private string Write(IEnumerable<string> lines)
    {
        Directory.CreateDirectory(_directory.Path);
        string path = _directory.File(Guid.NewGuid().ToString("N") + ".csv");
        File.WriteAllLines(path, lines);
        return path;
    }
}
