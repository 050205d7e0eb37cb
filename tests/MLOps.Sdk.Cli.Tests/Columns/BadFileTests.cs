using System.IO.Compression;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Columns;

/// <summary>Files that are not what they should be: said with the way out, and never judged as if they were.</summary>
public sealed class BadFileTests : IDisposable
{
    private const int Rows = 500;

    private static readonly string[] All =
    [
        "drift --reference GOOD --current BAD", "drift --reference BAD --current GOOD", "detect --detector adwin --data BAD --column x",
        "detect --detector e-mixture --data GOOD --reference BAD --column x", "evaluate --data BAD --score x --label row", "profile create BAD --output OUT",
        "profile schema BAD --output OUT", "quality --schema SCHEMA --data BAD",
    ];

    private readonly DataFiles _files = new();

    public static TheoryData<string> Commands => new(All);

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_packed_file_whose_end_is_missing_is_refused_wherever_it_was_cut(string command)
    {
        byte[] whole = Packed(Rows);
        foreach (int length in (int[])[0, 10, whole.Length / 2, whole.Length - 9, whole.Length - 1])
        {
            string bad = Path.Combine(_files.Path, "cut.csv.gz");
            await File.WriteAllBytesAsync(bad, whole[..length]);
            ToolRun run = await RunAsync(command, bad);
            Assert.True(run.ExitCode == ExitCode.Fault, $"{command}, cut at {length} of {whole.Length}: {run.ExitCode}, {run.Error}");
            Assert.Equal("", run.Output);
            Assert.Contains("cut.csv.gz", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_file_without_a_header_is_refused(string command)
    {
        string bad = Path.Combine(_files.Path, "empty.csv");
        await File.WriteAllTextAsync(bad, "");

        (await RunAsync(command, bad)).AssertFault(ExitCode.Fault, "is empty");
    }

    [Fact]
    public async Task A_column_without_a_name_such_as_an_index_is_passed_over()
    {
        string[] lines = [",x,row", .. Enumerable.Range(0, Rows).Select(static row => $"{row},{row % 7},1")];
        File.WriteAllLines(_files.Reference, lines);
        File.WriteAllLines(_files.Current, lines);

        foreach (string command in All)
            Assert.True((await RunAsync(command.Replace("BAD", "GOOD", StringComparison.Ordinal), "")).ExitCode == 0, command);
        Assert.False((await _files.CompareAsync()).GetProperty("drifted").GetBoolean());
    }

    [Fact]
    public async Task A_file_separated_by_other_characters_is_named_with_the_columns_that_it_has()
    {
        _files.Write([1.0, 2.0], [1.0]);
        string other = Path.Combine(_files.Path, "other.csv");
        await File.WriteAllTextAsync(other, "x;row\n1;1\n");

        ToolRun run = await ToolRun.InvokeAsync("drift", "--reference", _files.Reference, "--current", other, "--format", "json", "--gate");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(2, run.Json.GetProperty("driftedColumns").GetInt32());
        Assert.Contains("x;row. Columns are separated by commas.", run.Error, StringComparison.Ordinal);
    }

    private async Task<ToolRun> RunAsync(string command, string bad)
    {
        string schema = Path.Combine(_files.Path, "schema.json");
        if (!File.Exists(_files.Reference))
            _files.Write(Enumerable.Range(0, Rows).Select(static row => row % 2.0), [1.0]);
        if (!File.Exists(schema))
            Assert.Equal(0, (await ToolRun.InvokeAsync("profile", "schema", _files.Reference, "--output", schema)).ExitCode);
        return await ToolRun.InvokeAsync(command.Split(' ').Select(word => word switch
        {
            "GOOD" => _files.Reference,
            "BAD" => bad,
            "SCHEMA" => schema,
            "OUT" => Path.Combine(_files.Path, "out.json"),
            _ => word,
        }));
    }

    private static byte[] Packed(int rows)
    {
        var packed = new MemoryStream();
        using (var writer = new StreamWriter(new GZipStream(packed, CompressionLevel.Optimal)))
        {
            writer.Write("x,row\n");
            for (int row = 0; row < rows; row++)
                writer.Write($"{row % 2},1\n");
        }

        return packed.ToArray();
    }
}
