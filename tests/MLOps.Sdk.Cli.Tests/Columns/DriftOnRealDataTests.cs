using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests.Statistics;

namespace MLOps.Sdk.Cli.Tests.Columns;

/// <summary>Windows of real data as files of their own, against scipy's figures for them.</summary>
public sealed class DriftOnRealDataTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    [SharedTheory]
    [InlineData("elec2", "elec2", 10_000, "0,12,22,35")]
    [InlineData("bike", "bike_hour", 8_645, "0,3,6,8")]
    [InlineData("sea", "sea", 10_000, "0,20,39")]
    public async Task Every_feature_has_the_expected_figures(string expected, string data, int referenceRows, string windows)
    {
        string[] lines = Lines($"data/{data}.csv.gz");
        await File.WriteAllLinesAsync(_files.Reference, lines.Take(referenceRows + 1));
        Dictionary<string, string[]> table = SharedFolder.Columns($"expected/{expected}_drift.csv");
        string[] names = [.. lines[0].Split(',').Intersect(table["feature"])];
        foreach (string window in windows.Split(','))
        {
            int first = 1 + referenceRows + (1_000 * int.Parse(window, CultureInfo.InvariantCulture));
            await File.WriteAllLinesAsync(_files.Current, [lines[0], .. lines.Skip(first).Take(1_000)]);
            JsonElement json = await ToolRun.JsonAsync("drift", "--reference", _files.Reference, "--current", _files.Current, "--columns", string.Join(',', names));
            JsonElement[] columns = [.. json.GetProperty("columns").EnumerateArray()];

            Assert.Equal(names, columns.Select(column => column.GetProperty("name").GetString()));
            foreach (JsonElement column in columns)
                AssertFigures(column, table, Array.FindIndex(table["feature"], 0, name => name == column.GetProperty("name").GetString()), window);
        }
    }

    private static void AssertFigures(JsonElement column, Dictionary<string, string[]> table, int from, string window)
    {
        int row = Array.FindIndex(table["window"], from, found => found == window);
        double Expected(string name) => double.Parse(table[name][row], CultureInfo.InvariantCulture);
        double Found(string name) => column.GetProperty("statistics").GetProperty(name).GetDouble();

        Assert.Equal(column.GetProperty("name").GetString(), table["feature"][row]);
        Assert.Equal(Expected("ks_stat"), Found("ks"), 1e-9);
        Assert.Equal(Expected("ks_p"), Found("ksPValue"), 1e-9);
        Assert.Equal(Expected("psi"), Found("psi"), 1e-9);
        Assert.Equal(Expected("js"), Found("jensenShannon"), 1e-9);
        Assert.Equal(Expected("wasserstein"), Found("wasserstein"), 1e-9 * Math.Max(Expected("wasserstein"), 1));
    }

    private static string[] Lines(string relative)
    {
        using FileStream file = File.OpenRead(SharedFolder.File(relative));
        using var content = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return content.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
