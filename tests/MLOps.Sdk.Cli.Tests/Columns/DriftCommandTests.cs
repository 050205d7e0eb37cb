using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Columns;

public sealed class DriftCommandTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_statistic_that_does_not_apply_is_null()
    {
        await File.WriteAllLinesAsync(_files.Reference, ["amount,shop", .. Enumerable.Range(0, 100).Select(i => $"{i % 10},{"abc"[i % 3]}")]);
        await File.WriteAllLinesAsync(_files.Current, ["amount,shop", .. Enumerable.Range(0, 90).Select(i => $"{i % 9},{"abc"[i % 2]}")]);

        JsonElement[] columns = [.. (await ToolRun.JsonAsync("drift", "--reference", _files.Reference, "--current", _files.Current)).GetProperty("columns").EnumerateArray()];

        Assert.Equal(["numeric", "categorical"], columns.Select(column => column.GetProperty("type").GetString()));
        AssertKinds(columns[0], known: ["ks", "ksPValue", "psi", "jensenShannon", "wasserstein", "cramerVonMises", "andersonDarling", "energy", "mannWhitney", "tTestPValue", "zTestPValue"], unknown: ["chiSquare", "chiSquarePValue", "chiSquareGoodnessOfFit"]);
        AssertKinds(columns[1], known: ["psi", "jensenShannonNatural", "kullbackLeibler", "hellinger", "totalVariation", "lInfinity", "chiSquare", "chiSquareGoodnessOfFitPValue"], unknown: ["ks", "wasserstein", "wassersteinNormed", "tTestPValue", "zTestPValue"]);
    }

    [Fact]
    public async Task Files_may_be_packed_and_types_overruled()
    {
        await WritePackedAsync("reference.csv.gz", Enumerable.Range(0, 60).Select(i => i % 3));
        await WritePackedAsync("current.csv.gz", Enumerable.Range(0, 60).Select(i => i % 2));

        JsonElement json = await ToolRun.JsonAsync("drift", "--reference", Packed("reference.csv.gz"), "--current", Packed("current.csv.gz"), "--type", "x=categorical", "--statistics", "chiSquare,psi");

        JsonElement column = Assert.Single(json.GetProperty("columns").EnumerateArray());
        Assert.Equal("categorical", column.GetProperty("type").GetString());
        AssertKinds(column, known: ["chiSquare", "psi"], unknown: ["jensenShannon", "hellinger"]);
        Assert.Equal(1, column.GetProperty("vanishedCategories").GetInt32());
    }

    [Theory]
    [InlineData(0, ExitCode.Ok)]
    [InlineData(5, ExitCode.Failed)]
    public async Task The_gate_ends_with_2_when_a_column_drifted(int shift, int expected)
    {
        _files.Write(Enumerable.Range(0, 500).Select(i => i % 50.0), Enumerable.Range(0, 400).Select(i => (double)((i % 50) + shift)));

        ToolRun report = await ToolRun.InvokeAsync("drift", "--reference", _files.Reference, "--current", _files.Current);
        ToolRun gate = await ToolRun.InvokeAsync("drift", "--reference", _files.Reference, "--current", _files.Current, "--gate");

        Assert.Equal((ExitCode.Ok, expected), (report.ExitCode, gate.ExitCode));
        Assert.Contains(shift == 0 ? " no " : " yes ", gate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gate_ends_with_3_when_nothing_can_be_said()
    {
        _files.Write(Enumerable.Range(0, 500).Select(i => i % 50.0), [7.0]);

        ToolRun gate = await ToolRun.InvokeAsync("drift", "--reference", _files.Reference, "--current", _files.Current, "--columns", "x", "--gate");

        Assert.Equal(ExitCode.Inconclusive, gate.ExitCode);
        Assert.Contains("too few", gate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_gone_has_drifted_and_leaves_the_others_alone()
    {
        await File.WriteAllLinesAsync(_files.Reference, ["a,b", .. Enumerable.Repeat("1,2", 100)]);
        await File.WriteAllLinesAsync(_files.Current, ["b,c", .. Enumerable.Repeat("2,3", 100)]);

        JsonElement json = await ToolRun.JsonAsync("drift", "--reference", _files.Reference, "--current", _files.Current);

        JsonElement[] columns = [.. json.GetProperty("columns").EnumerateArray()];
        Assert.Equal([true, false], columns.Select(column => column.GetProperty("drifted").GetBoolean()));
        Assert.Equal(["c"], json.GetProperty("extraColumns").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Stretches_of_the_log_are_compared()
    {
        var store = new SampleStore();
        await store.InitializeAsync();
        try
        {
            JsonElement log = await ToolRun.JsonAsync("predictions", "list", "--store", store.Path, "--limit", "1000");
            string[] times = [.. log.GetProperty("predictions").EnumerateArray().Select(row => row.GetProperty("time").GetString()!).Order(StringComparer.Ordinal)];
            string middle = times[times.Length / 2];

            JsonElement json = await ToolRun.JsonAsync("drift", "--store", store.Path, "--model", "fraud", "--reference-to", middle, "--from", middle);

            JsonElement[] columns = [.. json.GetProperty("columns").EnumerateArray()];
            Assert.Equal(["amount", "merchant", "prediction"], columns.Select(column => column.GetProperty("name").GetString()));
            Assert.All(columns, column => Assert.InRange(column.GetProperty("currentRows").GetInt64(), 1, times.Length - 1));
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("has no column 'z'", "--reference", "R", "--current", "C", "--columns", "z")]
    [InlineData("there is no file", "--reference", "missing.csv", "--current", "C")]
    public async Task What_cannot_be_done_is_said_with_the_way_out(string words, params string[] options)
    {
        _files.Write([1.0], [1.0]);
        ToolRun run = await ToolRun.InvokeAsync(["drift", .. options.Select(option => option == "R" ? _files.Reference : option == "C" ? _files.Current : option)]);

        run.AssertFault(ExitCode.Fault, words);
    }

    [Theory]
    [InlineData("Drift from what?")]
    [InlineData("What is to be compared?", "--reference", "a.csv")]
    [InlineData("There is no statistic 'kss'. The names are: ks, ", "--reference", "a", "--current", "b", "--statistics", "psi,kss")]
    [InlineData("--bins is 'many'", "--reference", "a", "--current", "b", "--bins", "many")]
    [InlineData("--alpha is '2'", "--reference", "a", "--current", "b", "--alpha", "2")]
    [InlineData("--tolerance is '-1'", "--reference", "a", "--current", "b", "--tolerance", "-1")]
    [InlineData("--missing-tolerance is 'NaN'", "--reference", "a", "--current", "b", "--missing-tolerance", "NaN")]
    [InlineData("--type says 'a' is 'words'", "--reference", "a", "--current", "b", "--type", "a=words")]
    [InlineData("both say what the reference is", "--reference", "a", "--current", "b", "--model", "m", "--reference-from", "2026-01-01")]
    public async Task What_the_command_line_says_wrongly_is_a_usage_error_before_any_file_is_read(string words, params string[] options)
    {
        ToolRun run = await ToolRun.InvokeAsync(["drift", .. options]);

        run.AssertFault(ExitCode.Usage, words, "modelops drift --help");
    }

    private static void AssertKinds(JsonElement column, string[] known, string[] unknown)
    {
        JsonElement statistics = column.GetProperty("statistics");
        Assert.All(known, name => Assert.Equal(JsonValueKind.Number, statistics.GetProperty(name).ValueKind));
        Assert.All(unknown, name => Assert.Equal(JsonValueKind.Null, statistics.GetProperty(name).ValueKind));
    }

    private string Packed(string name) => Path.Combine(_files.Path, name);

    private async Task WritePackedAsync(string name, IEnumerable<int> values)
    {
        await using FileStream file = File.Create(Packed(name));
        await using var writer = new StreamWriter(new GZipStream(file, CompressionLevel.Fastest));
        await writer.WriteAsync("x\n" + string.Concat(values.Select(value => value.ToString(CultureInfo.InvariantCulture) + "\n")));
    }
}
