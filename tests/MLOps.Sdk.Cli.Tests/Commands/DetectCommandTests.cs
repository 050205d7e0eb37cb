using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class DetectCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("adwin", "delta,clock,maxBuckets,minWindowLength,gracePeriod,skipLastBucket")]
    [InlineData("ddm", "warmStart,warningThreshold,driftThreshold")]
    [InlineData("eddm", "warmStart,alpha,beta")]
    [InlineData("hddm-a", "driftConfidence,warningConfidence,twoSided")]
    [InlineData("hddm-w", "driftConfidence,warningConfidence,lambda,twoSided")]
    [InlineData("kswin", "alpha,windowSize,statSize,seed")]
    [InlineData("cusum", "slack,threshold,mode,minInstances")]
    public async Task Errors_that_become_frequent_are_found_and_the_parameters_in_force_shown(string detector, string parameters)
    {
        JsonElement json = await ToolRun.JsonAsync("detect", "--detector", detector, "--data", Errors(0.1, 0.7), "--column", "error");

        Assert.Equal(detector, json.GetProperty("detector").GetString());
        Assert.Equal(parameters.Split(','), json.GetProperty("parameters").EnumerateObject().Select(p => p.Name));
        Assert.Equal(4_000, json.GetProperty("rows").GetInt64());
        Assert.Contains(Rows(json, "drifts"), row => row is >= 2_000 and < 2_300);
        Assert.Equal(JsonValueKind.Array, json.GetProperty("warnings").ValueKind);
    }

    [Theory]
    [InlineData("risk")]
    [InlineData("e-mixture")]
    public async Task Alarms_compare_with_a_reference(string detector)
    {
        JsonElement json = await ToolRun.JsonAsync("detect", "--detector", detector, "--data", Errors(0.1, 0.7), "--column", "error", "--reference", Errors(0.1, 0.1));

        Assert.InRange(Rows(json, "drifts")[0], 2_000, 2_100);
    }

    [Fact]
    public async Task The_first_rows_may_be_the_reference()
    {
        JsonElement json = await ToolRun.JsonAsync("detect", "--detector", "e-mixture", "--data", Errors(0.1, 0.7), "--column", "error", "--reference-rows", "1000");

        Assert.InRange(Assert.Single(Rows(json, "drifts")), 2_000, 2_100);
    }

    [Fact]
    public async Task Categories_are_watched_by_the_mixture()
    {
        string reference = Write(["shop", .. Enumerable.Range(0, 500).Select(i => i % 2 == 0 ? "bakery" : "kiosk")]);
        string data = Write(["shop", .. Enumerable.Range(0, 500).Select(i => i % 2 == 0 ? "bakery" : "kiosk"), .. Enumerable.Repeat("casino", 300)]);
        JsonElement json = await ToolRun.JsonAsync("detect", "--detector", "e-mixture", "--data", data, "--column", "shop", "--reference", reference);

        Assert.InRange(Assert.Single(Rows(json, "drifts")), 500, 560);
    }

    [Fact]
    public async Task Names_of_parameters_may_be_those_of_other_libraries()
    {
        JsonElement json = await ToolRun.JsonAsync(
            "detect", "--detector", "page-hinkley", "--data", Errors(0.1, 0.7), "--column", "error", "--set", "min_instances=40", "--set", "THRESHOLD=20", "--set", "mode=up");
        JsonElement parameters = json.GetProperty("parameters");

        Assert.Equal(40, parameters.GetProperty("minInstances").GetInt32());
        Assert.Equal(20, parameters.GetProperty("threshold").GetDouble());
        Assert.Equal("up", parameters.GetProperty("mode").GetString());
        Assert.NotEmpty(Rows(json, "drifts"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_with_the_way_out()
    {
        string data = Errors(0.1, 0.7);
        string numbers = Write(["x", "1", "2.5", "3"]);
        string texts = Write(["x", "a", "b"]);

        (await Detect("adwin", data, "error", "--set", "delat=1")).AssertFault(64, "adwin has no such parameter", "delta, clock");
        (await Detect("adwin", data, "error", "--set", "delta=2")).AssertFault(64, "adwin", "delta", "above 0 and below 1");
        (await Detect("adwin", data, "error", "--set", "clock=often")).AssertFault(64, "clock", "whole number");
        (await Detect("ddm", numbers, "x")).AssertFault(1, "Row 1 is 2.5", "1 for a wrong prediction");
        (await Detect("ddm", texts, "x")).AssertFault(1, "holds texts", "e-mixture");
        (await Detect("e-mixture", data, "error")).AssertFault(64, "--reference R.csv");
        (await Detect("adwin", data, "error", "--reference", data)).AssertFault(64, "takes no reference");
        (await Detect("adwin", data, "wrong")).AssertFault(1, "'wrong' is not a column", "error");
        (await Detect("adwin", "nowhere.csv", "error")).AssertFault(1, "nowhere.csv", "cannot be read");
        (await Detect("guess", data, "error")).AssertFault(64, "guess");
    }

    [Fact]
    public async Task An_empty_stream_has_no_rows_and_no_drift()
    {
        JsonElement json = await ToolRun.JsonAsync("detect", "--detector", "adwin", "--data", Write(["error"]), "--column", "error");

        Assert.Equal(0, json.GetProperty("rows").GetInt64());
        Assert.Empty(Rows(json, "drifts"));
    }

    [Fact]
    public async Task People_get_a_table()
    {
        ToolRun run = await Detect("ddm", Errors(0.1, 0.7), "error");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("drift", run.Output, StringComparison.Ordinal);
        Assert.Contains("warmStart 30", run.Output, StringComparison.Ordinal);
    }

    private static Task<ToolRun> Detect(string detector, string data, string column, params IEnumerable<string> more) =>
        ToolRun.InvokeAsync(["detect", "--detector", detector, "--data", data, "--column", column, .. more]);

    private static List<int> Rows(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    private string Errors(double before, double after)
    {
        var random = new Random(11);
        return Write(["error", .. Enumerable.Range(0, 4_000).Select(row => random.NextDouble() < (row < 2_000 ? before : after) ? "1" : "0")]);
    }

    private string Write(IEnumerable<string> lines)
    {
        Directory.CreateDirectory(_directory.Path);
        string path = Path.Combine(_directory.Path, Guid.NewGuid().ToString("N") + ".csv");
        File.WriteAllLines(path, lines);
        return path;
    }
}
