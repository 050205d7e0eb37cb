using System.Globalization;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;
using Quickstart.Onnx;

namespace MLOps.Sdk.Cli.Tests.Replay;

public sealed class ReplayCommandTests : IDisposable
{
    private const int Rows = 650;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _data;
    private readonly string _model;

    public ReplayCommandTests()
    {
        Directory.CreateDirectory(_directory.Path);
        _data = Write("rows.csv", Lines());
        _model = _directory.File("tiny.onnx");
        File.WriteAllBytes(_model, LogisticRegressionFile.Write([0.5, -0.25], 0.1));
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Rows_after_the_reference_are_predicted_recorded_and_compared()
    {
        JsonElement json = await ToolRun.JsonAsync(Replay("--label", "y"));

        Assert.Equal(("tiny", "1"), (json.GetProperty("model").GetProperty("name").GetString(), json.GetProperty("model").GetProperty("version").GetString()));
        Assert.Equal((200, 450, 450), (json.GetProperty("reference").GetProperty("rows").GetInt32(), json.GetProperty("counts").GetProperty("calls").GetInt32(), json.GetProperty("counts").GetProperty("durable").GetInt32()));
        JsonElement[] windows = [.. json.GetProperty("windows").EnumerateArray()];
        Assert.Equal([(0, 200, 200), (1, 400, 200), (2, 600, 50)], windows.Select(static window => (window.GetProperty("index").GetInt32(), window.GetProperty("firstRow").GetInt32(), window.GetProperty("rows").GetInt32())));
        Assert.Equal(["b", "a"], windows[0].GetProperty("features").EnumerateArray().Select(static feature => feature.GetProperty("name").GetString()!));
        Assert.Equal(0, windows[0].GetProperty("features")[0].GetProperty("ks").GetDouble());
        Assert.Equal(1, windows[2].GetProperty("features")[0].GetProperty("ks").GetDouble());
        Assert.Equal("prediction", windows[0].GetProperty("prediction").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Alarms_name_signal_kind_row_of_the_file_and_promised_rate_and_are_listed_by_the_store()
    {
        JsonElement json = await ToolRun.JsonAsync(Replay());
        JsonElement listed = await ToolRun.JsonAsync("alerts", "list", "--store", Store, "--signal", "b");
        JsonElement again = await ToolRun.JsonAsync(Replay());

        JsonElement alarm = json.GetProperty("alarms").EnumerateArray().Single(static alarm => alarm.GetProperty("signal").GetString() == "b");
        Assert.Equal(("e-mixture", 0.05), (alarm.GetProperty("kind").GetString(), alarm.GetProperty("falseAlarmRate").GetDouble()));
        Assert.InRange(alarm.GetProperty("row").GetInt64(), 200, 260); // rows sorted by value are no random sample of the reference
        Assert.Equal(alarm.GetProperty("row").GetInt64() - 200, listed.GetProperty("alerts")[0].GetProperty("row").GetInt64());
        Assert.Equal(json.GetProperty("alarms").ToString(), again.GetProperty("alarms").ToString());
        Assert.All(json.GetProperty("windows")[0].GetProperty("features").EnumerateArray(), static feature =>
            Assert.Equal([JsonValueKind.Number, JsonValueKind.Number, JsonValueKind.Number], ((string[])["psiBound", "ksBound", "logWealth"]).Select(key => feature.GetProperty(key).ValueKind)));
    }

    [Fact]
    public async Task Every_row_is_in_the_store_with_its_features_as_in_the_file_and_its_label_as_outcome()
    {
        await ToolRun.JsonAsync(Replay("--label", "y"));

        JsonElement page = await ToolRun.JsonAsync("predictions", "list", "--store", Store, "--limit", "10000");
        JsonElement[] predictions = [.. page.GetProperty("predictions").EnumerateArray()];
        Assert.Equal(Rows - 200, predictions.Length);
        for (int i = 0; i < predictions.Length; i++)
        {
            string[] fields = Lines()[i + 201].Split(',');
            Assert.Equal(double.Parse(fields[0], CultureInfo.InvariantCulture), predictions[i].GetProperty("features").GetProperty("a").GetDouble());
            Assert.Equal(double.Parse(fields[1], CultureInfo.InvariantCulture), predictions[i].GetProperty("features").GetProperty("b").GetDouble());
            Assert.Equal(double.Parse(fields[2], CultureInfo.InvariantCulture), predictions[i].GetProperty("outcome").GetDouble());
        }
    }

    [Fact]
    public async Task The_same_bytes_are_the_same_version_and_each_replay_shows_its_own_windows()
    {
        await ToolRun.JsonAsync(Replay());
        JsonElement again = await ToolRun.JsonAsync(Replay());
        await File.WriteAllBytesAsync(_model, LogisticRegressionFile.Write([0.75, -0.25], 0.1));
        JsonElement other = await ToolRun.JsonAsync(Replay());
        JsonElement history = await ToolRun.JsonAsync("models", "history", "tiny", "--store", Store);

        Assert.Equal("1", again.GetProperty("model").GetProperty("version").GetString());
        Assert.Equal(3, again.GetProperty("windows").GetArrayLength());
        Assert.Equal(450, again.GetProperty("counts").GetProperty("calls").GetInt32());
        Assert.Equal("2", other.GetProperty("model").GetProperty("version").GetString());
        Assert.Equal(["register", "promote", "register", "promote"], history.GetProperty("events").EnumerateArray().Select(static change => change.GetProperty("kind").GetString()!));
        Assert.All(history.GetProperty("events").EnumerateArray(), static change => Assert.Equal("replay", change.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task The_table_shows_windows_signals_and_books()
    {
        ToolRun run = await ToolRun.InvokeAsync(Replay("--name", "named"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("named version 1", run.Output, StringComparison.Ordinal);
        Assert.Contains("450 calls = 450 durable + 0 pending + 0 lost", run.Output, StringComparison.Ordinal);
        Assert.Contains('█', run.Output);
    }

    [Fact]
    public async Task Missing_values_are_data()
    {
        string[] lines = Lines();
        lines[300] = ",NA,1";
        Write("rows.csv", lines);

        JsonElement json = await ToolRun.JsonAsync(Replay("--label", "y"));

        Assert.Equal(1 / 200.0, json.GetProperty("windows")[0].GetProperty("features")[0].GetProperty("missing").GetDouble());
        Assert.Equal(450, json.GetProperty("counts").GetProperty("durable").GetInt32());
    }

    [Fact]
    public async Task Faults_name_the_value_and_the_way_out()
    {
        (await Replaced("--model", "missing.onnx")).AssertFault(ExitCode.Fault, "'missing.onnx' cannot be read", "Correct the path");
        (await Replaced("--model", _data)).AssertFault(ExitCode.Fault, "ONNX");
        (await Replaced("--data", "missing.csv")).AssertFault(ExitCode.Fault, "'missing.csv' cannot be read");
        (await Replaced("--inputs", "a,c")).AssertFault(ExitCode.Fault, "--inputs names 'c'", "a, b, y");
        (await Replaced("--inputs", "a,a")).AssertFault(ExitCode.Usage, "'a' twice");
        (await Replaced("--inputs", "a")).AssertFault(ExitCode.Fault, "tiny");
        (await Replaced("--reference-rows", "651")).AssertFault(ExitCode.Fault, "--reference-rows is 651", "has 650 rows");
        (await Replaced("--reference-rows", "650")).AssertFault(ExitCode.Fault, "all of them are the reference");
        Assert.False(Directory.Exists(Store), "what cannot be replayed leaves nothing behind");
        (await Replaced("--window", "201")).AssertFault(ExitCode.Usage, "--window is 201", "at most 200");
        (await ToolRun.InvokeAsync(Replay("--label", "z"))).AssertFault(ExitCode.Fault, "--label names 'z'");
        (await ToolRun.InvokeAsync("replay", "--model", _model)).AssertFault(ExitCode.Usage, "--data", "modelops replay --help");
    }

    [Fact]
    public async Task A_field_that_is_no_number_is_named_with_its_row_and_column()
    {
        string[] lines = Lines();
        lines[3] = "1,two,0";
        Write("rows.csv", lines);

        (await ToolRun.InvokeAsync(Replay())).AssertFault(ExitCode.Fault, "Row 3", "column 'b'", "'two' is not a number");
    }

    private string Store => _directory.File("store");

    private string[] Replay(params string[] more) =>
        ["replay", "--model", _model, "--data", _data, "--inputs", "b,a", "--reference-rows", "200", "--window", "200", "--store", Store, .. more];

    private Task<ToolRun> Replaced(string option, string value)
    {
        string[] args = Replay();
        args[Array.IndexOf(args, option) + 1] = value;
        return ToolRun.InvokeAsync(args);
    }

    private string Write(string name, string[] lines)
    {
        string path = _directory.File(name);
        File.WriteAllText(path, string.Join('\n', lines) + "\n", Encoding.UTF8);
        return path;
    }

    // The same hundred values again and again, and far away in the last fifty rows.
    private static string[] Lines() =>
        ["a,b,y", .. Enumerable.Range(0, Rows).Select(static i => string.Create(CultureInfo.InvariantCulture, $"{i % 100 * 0.1},{(i < 600 ? i % 100 : 1_000 + i)},{i % 2}"))];
}
