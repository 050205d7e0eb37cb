using System.Globalization;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;
using MLOps.Sdk.Tests.Statistics;
using Quickstart.Onnx;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class GateCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public GateCommandTests() => Directory.CreateDirectory(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [SharedFact]
    public async Task The_candidate_that_only_looks_better_on_its_own_rows_is_refused()
    {
        ToolRun run = await JudgeElec2Async("elec2_gb_v2", "30000:", "accuracy >= champion - 0.01");

        JsonElement rule = Assert.Single(run.Json.GetProperty("rules").EnumerateArray());
        Assert.Equal((ExitCode.Failed, "fail"), (run.ExitCode, run.Json.GetProperty("verdict").GetString()));
        Assert.Equal(("accuracy >= champion - 0.01", "fail", 15_312), (rule.GetProperty("rule").GetString(), rule.GetProperty("verdict").GetString(), rule.GetProperty("rows").GetInt32()));
        Assert.Equal(0.748, rule.GetProperty("champion").GetDouble(), 0.001);
        Assert.Equal(0.670, rule.GetProperty("candidate").GetDouble(), 0.001);
        Assert.InRange(rule.GetProperty("interval")[1].GetDouble(), -0.078, -0.05);
    }

    [SharedFact]
    public async Task A_candidate_with_the_better_area_and_the_lower_accuracy_is_told_both()
    {
        ToolRun run = await JudgeElec2Async("elec2_gb_v3", "30000:45312", "auc > champion", "accuracy >= champion", "accuracy >= champion - 0.05");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(["pass", "fail", "pass"], run.Json.GetProperty("rules").EnumerateArray().Select(static rule => rule.GetProperty("verdict").GetString()));
        Assert.InRange(run.Json.GetProperty("rules")[0].GetProperty("interval")[0].GetDouble(), 0.03, 0.04);
    }

    [SharedFact]
    public async Task On_the_rows_that_it_was_trained_on_the_bad_candidate_would_pass()
    {
        ToolRun run = await JudgeElec2Async("elec2_gb_v2", "20000:30000", "accuracy > champion");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
    }

    [Fact]
    public async Task Files_of_any_kind_are_judged_with_three_answers()
    {
        string good = Model("good", [1.0]), flat = Model("flat", [0.0]), data = Data(200);

        ToolRun pass = await JudgeAsync(good, flat, data, "accuracy > champion", "accuracy by shop >= 0.9", "failed <= 0", "latency_p50 <= champion * 1000");
        ToolRun unknown = await JudgeAsync(good, flat, data, "accuracy > champion", "latency_p99 <= champion * 1000");
        ToolRun fail = await JudgeAsync(flat, good, data, "accuracy >= champion");

        Assert.Equal((ExitCode.Ok, "pass"), (pass.ExitCode, pass.Json.GetProperty("verdict").GetString()));
        Assert.Equal(200, pass.Json.GetProperty("rows").GetInt32());
        Assert.Equal((ExitCode.Failed, "fail"), (fail.ExitCode, fail.Json.GetProperty("verdict").GetString()));
        Assert.Equal((ExitCode.Inconclusive, "inconclusive"), (unknown.ExitCode, unknown.Json.GetProperty("verdict").GetString())); // 200 rows do not bound a 99th percentile
    }

    [Fact]
    public async Task Few_rows_are_inconclusive_and_people_see_a_table()
    {
        string model = Model("m", [1.0]);

        ToolRun run = await ToolRun.InvokeAsync("gate", "--candidate", model, "--data", Data(200), "--inputs", "x", "--label", "y", "--rows", ":10", "--rule", "accuracy >= 0.1");

        Assert.Equal(ExitCode.Inconclusive, run.ExitCode);
        Assert.Contains("10 rows are fewer than 30", run.Output, StringComparison.Ordinal);
        Assert.Contains("inconclusive on 10 labelled rows", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_name_what_is_missing()
    {
        string model = Model("m", [1.0]), data = Data(50);
        (await ToolRun.InvokeAsync("gate", "--candidate", model, "--data", data, "--inputs", "x", "--label", "nothing")).AssertFault(ExitCode.Fault, "--label names 'nothing'");
        (await ToolRun.InvokeAsync("gate", "--candidate", model, "--data", data, "--inputs", "x", "--label", "empty")).AssertFault(ExitCode.Fault, "none within --rows has a number in column 'empty'");
        (await ToolRun.InvokeAsync("gate", "--candidate", model, "--data", data, "--inputs", "x", "--label", "y")).AssertFault(ExitCode.Fault, "compares with a champion, and there is none");
        (await ToolRun.InvokeAsync("gate", "--candidate", model, "--data", data, "--inputs", "x", "--label", "y", "--rule", "accuracy = 1")).AssertFault(ExitCode.Usage, "'accuracy = 1' is not a rule");
        (await ToolRun.InvokeAsync("gate", "--candidate", model, "--data", data, "--inputs", "x", "--label", "y", "--rows", "9:3")).AssertFault(ExitCode.Usage, "--rows is '9:3'");
        (await ToolRun.InvokeAsync("gate", "--candidate", data, "--data", data, "--inputs", "x", "--label", "y")).AssertFault(ExitCode.Fault, "is not an ONNX model");
    }

    private static Task<ToolRun> JudgeElec2Async(string candidate, string rows, params string[] rules) => ToolRun.InvokeAsync(
    [
        "gate", "--champion", SharedFolder.File("models/elec2_gb_v1.onnx"), "--candidate", SharedFolder.File($"models/{candidate}.onnx"),
        "--data", SharedFolder.File("data/elec2.csv.gz"), "--inputs", "day,period,nswprice,nswdemand,vicprice,vicdemand,transfer", "--label", "class",
        "--rows", rows, .. rules.SelectMany(static rule => new[] { "--rule", rule }), "--format", "json",
    ]);

    private static Task<ToolRun> JudgeAsync(string candidate, string champion, string data, params string[] rules) => ToolRun.InvokeAsync(
    [
        "gate", "--champion", champion, "--candidate", candidate, "--data", data, "--inputs", "x", "--label", "y",
        .. rules.SelectMany(static rule => new[] { "--rule", rule }), "--format", "json",
    ]);

    private string Model(string name, double[] weights)
    {
        string path = _directory.File(name + ".onnx");
        File.WriteAllBytes(path, LogisticRegressionFile.Write(weights, 0));
        return path;
    }

    /// <summary>Rows whose truth is the sign of x.</summary>
    private string Data(int rows)
    {
        var text = new StringBuilder("x,y,shop,empty\n");
        for (int row = 0; row < rows; row++)
            text.Append(CultureInfo.InvariantCulture, $"{(row % 2 == 0 ? 1 : -1) * (1 + (row % 3))},{(row % 2 == 0 ? "true" : "false")},{(row % 3 == 0 ? "a" : "b")},\n");
        string path = _directory.File("data.csv");
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
