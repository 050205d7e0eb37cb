using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Columns;

public sealed class MultivariateCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Random _random = new(2);

    public MultivariateCommandTests() => Directory.CreateDirectory(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Columns_that_part_are_found_together_where_each_by_itself_is_not()
    {
        string reference = Write("reference.csv", together: true);
        string parted = Write("parted.csv", together: false);
        ToolRun run = await ToolRun.InvokeAsync("drift", "--reference", reference, "--current", parted, "--multivariate", "--gate", "--format", "json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(0, run.Json.GetProperty("driftedColumns").GetInt32());
        JsonElement together = run.Json.GetProperty("multivariate");
        Assert.True(together.GetProperty("drifted").GetBoolean());
        Assert.True(together.GetProperty("mmdPValue").GetDouble() < 1e-6);
        Assert.True(together.GetProperty("reconstruction").GetProperty("currentError").GetDouble() > 2 * together.GetProperty("reconstruction").GetProperty("referenceError").GetDouble());
        Assert.InRange(together.GetProperty("centroidDistance").GetDouble(), 0, 0.3);
        Assert.Equal(["a", "b", "c"], together.GetProperty("columns").EnumerateArray().Select(static name => name.GetString()));
    }

    [Fact]
    public async Task Data_like_the_reference_is_not_drifted_together()
    {
        JsonElement json = await ToolRun.JsonAsync("drift", "--reference", Write("a.csv", together: true), "--current", Write("b.csv", together: true), "--multivariate");
        Assert.False(json.GetProperty("multivariate").GetProperty("drifted").GetBoolean());
        Assert.InRange(json.GetProperty("multivariate").GetProperty("domainClassifier").GetProperty("auc").GetDouble(), 0.45, 0.56);
        ToolRun table = await ToolRun.InvokeAsync("drift", "--reference", Write("a.csv", together: true), "--current", Write("b.csv", together: true), "--multivariate");
        Assert.Contains("3 numeric columns together", table.Output, StringComparison.Ordinal);
    }

    private string Write(string name, bool together)
    {
        string path = _directory.File(name);
        File.WriteAllLines(path, ["a,b,c,shop", .. Enumerable.Range(0, 1_500).Select(_ =>
        {
            double common = Normal();
            return string.Join(',', Enumerable.Range(0, 3).Select(_ => (together ? (Math.Sqrt(0.9) * common) + (Math.Sqrt(0.1) * Normal()) : Normal()).ToString("R", CultureInfo.InvariantCulture))) + ",x" + _random.Next(3);
        })]);
        return path;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
