using System.Text.RegularExpressions;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Columns;

public sealed partial class ReportTests : IDisposable
{
    private readonly DataFiles _files = new();

    private string Html => Path.Combine(_files.Path, "report.html");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_page_shows_every_column_and_needs_nothing_from_anywhere()
    {
        await File.WriteAllLinesAsync(_files.Reference, ["amount,shop,none", .. Enumerable.Range(0, 200).Select(i => $"{i % 40},{"abc"[i % 3]},")]);
        await File.WriteAllLinesAsync(_files.Current, ["amount,shop,none", .. Enumerable.Range(0, 200).Select(i => $"{(i % 40) + 30},a,")]);

        ToolRun run = await ToolRun.InvokeAsync("drift", "--reference", _files.Reference, "--current", _files.Current, "--html", Html);

        string page = await File.ReadAllTextAsync(Html);
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Equal(3, Cards().Count(page));
        Assert.Contains("2 of 3", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Outside(), page);
    }

    [Fact]
    public async Task Text_from_data_is_never_markup()
    {
        await File.WriteAllLinesAsync(_files.Reference, ["<b>col</b>", .. Enumerable.Repeat("<script>alert(1)</script>", 60)]);
        await File.WriteAllLinesAsync(_files.Current, ["<b>col</b>", .. Enumerable.Repeat("\u202E\"onload=x", 60)]);

        await ToolRun.InvokeAsync("drift", "--reference", _files.Reference, "--current", _files.Current, "--html", Html);

        string page = await File.ReadAllTextAsync(Html);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>col", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_windows_of_a_store_become_time_lines()
    {
        var store = new SampleStore();
        await store.InitializeAsync();
        try
        {
            ToolRun run = await ToolRun.InvokeAsync("report", "--store", store.Path, "--model", "fraud", "--output", Html);

            string page = await File.ReadAllTextAsync(Html);
            Assert.True(run.ExitCode == ExitCode.Ok, run.Error);
            Assert.Contains("aria-label=\"PSI\"", page, StringComparison.Ordinal);
            Assert.Contains("Version v1", page, StringComparison.Ordinal);
            Assert.DoesNotMatch(Outside(), page);
            (await ToolRun.InvokeAsync("report", "--store", store.Path, "--model", "none", "--output", Html)).AssertFault(ExitCode.Fault, "no windows of model 'none'");
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    [GeneratedRegex("<article ")]
    private static partial Regex Cards();

    [GeneratedRegex("<script|<link|<img|src=|url\\(|https?://", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();
}
