using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class PredictionsCommandTests(SampleStore store) : IClassFixture<SampleStore>
{
    [Fact]
    public async Task Get_prints_one_prediction_with_its_action_and_outcome()
    {
        JsonElement json = await ToolRun.JsonAsync("predictions", "get", store.Annotated.ToString(), "--store", store.Path);

        Assert.Equal(store.Annotated.ToString(), json.GetProperty("id").GetString());
        Assert.Equal("fraud", json.GetProperty("model").GetString());
        Assert.Equal("v1", json.GetProperty("version").GetString());
        Assert.Equal("champion", json.GetProperty("variant").GetString());
        Assert.Equal("ok", json.GetProperty("status").GetString());
        Assert.Equal(0.3, json.GetProperty("output").GetDouble());
        Assert.Equal(3, json.GetProperty("features").GetProperty("amount").GetDouble());
        Assert.Equal(SampleStore.Hostile, json.GetProperty("features").GetProperty("merchant").GetString());
        Assert.Equal("acme", json.GetProperty("tags").GetProperty("tenant").GetString());
        Assert.Equal("customer-7", json.GetProperty("subject").GetString());
        Assert.Equal(0.0002m, json.GetProperty("cost").GetDecimal());
        Assert.Equal("block", json.GetProperty("action").GetString());
        Assert.Equal("score >= 0.8", json.GetProperty("rule").GetString());
        Assert.Equal(1, json.GetProperty("outcome").GetDouble());
        Assert.Equal("true", json.GetProperty("outcomes")[0].GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Control_characters_in_data_never_reach_the_terminal(string format)
    {
        ToolRun run = await ToolRun.InvokeAsync("predictions", "get", store.Annotated.ToString(), "--store", store.Path, "--format", format);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\\u001", run.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(run.Output, static c => char.IsControl(c) && c is not ('\n' or '\r'));
        Assert.DoesNotContain('\u202E', run.Output);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_hold_every_prediction_once()
    {
        var ids = new HashSet<string>();
        int pages = 0;
        for (string? next = null; pages == 0 || next is not null; pages++)
        {
            JsonElement page = await ToolRun.JsonAsync(["predictions", "list", "--store", store.Path, "--limit", "40", .. next is null ? Array.Empty<string>() : ["--after", next]]);
            foreach (JsonElement prediction in page.GetProperty("predictions").EnumerateArray())
                Assert.True(ids.Add(prediction.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal((SampleStore.Calls, 4), (ids.Count, pages));
    }

    [Theory]
    [InlineData(1, "--subject", "customer-7")]
    [InlineData(1, "--status", "failed")]
    [InlineData(SampleStore.Calls - 1, "--status", "ok")]
    [InlineData(32, "--tag", "tenant=globex")]
    [InlineData(SampleStore.Calls, "--model", "fraud", "--version", "v1")]
    [InlineData(0, "--model", "fraud", "--version", "v2")]
    [InlineData(0, "--to", "2001-01-01")]
    [InlineData(SampleStore.Calls, "--from", "2001-01-01T00:00:00+02:00")]
    [InlineData(0, "--from", "2999-01-01")]
    public async Task Every_filter_narrows_the_list(int expected, params string[] filters)
    {
        JsonElement page = await ToolRun.JsonAsync(["predictions", "list", "--store", store.Path, "--limit", "1000", .. filters]);
        Assert.Equal(expected, page.GetProperty("predictions").GetArrayLength());
    }

    [Fact]
    public async Task Descending_starts_with_the_newest()
    {
        JsonElement oldest = await ToolRun.JsonAsync("predictions", "list", "--store", store.Path, "--limit", "1");
        JsonElement newest = await ToolRun.JsonAsync("predictions", "list", "--store", store.Path, "--limit", "1", "--descending");
        Assert.True(TimeOf(oldest) < TimeOf(newest));
    }

    [Fact]
    public async Task The_table_has_a_line_for_each_prediction_and_says_how_to_go_on()
    {
        ToolRun run = await ToolRun.InvokeAsync("predictions", "list", "--store", store.Path, "--limit", "3");

        Assert.Equal(3, run.Output.Split("fraud").Length - 1);
        Assert.Contains("--after ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_is_no_id_is_refused_with_an_example() =>
        (await ToolRun.InvokeAsync("predictions", "get", "prediction-1", "--store", store.Path))
            .AssertFault(ExitCode.Fault, "'prediction-1' is not a prediction id", "019aa3a2-5c1e-8d0f-8000-000000000001");

    [Fact]
    public async Task An_id_that_the_log_does_not_hold_is_a_fault() =>
        (await ToolRun.InvokeAsync("predictions", "get", "019aa3a2-5c1e-8d0f-8000-000000000001", "--store", store.Path))
            .AssertFault(ExitCode.Fault, "has no prediction 019aa3a2-5c1e-8d0f-8000-000000000001", "modelops status");

    [Fact]
    public async Task A_text_that_ends_no_page_is_refused() =>
        (await ToolRun.InvokeAsync("predictions", "list", "--store", store.Path, "--after", "page-2")).AssertFault(ExitCode.Usage, "--after is 'page-2'");

    [Fact]
    public async Task A_directory_without_a_store_is_a_fault_that_names_it() =>
        (await ToolRun.InvokeAsync("predictions", "list", "--store", store.Path + "-elsewhere")).AssertFault(ExitCode.Fault, "There is no store in", store.Path + "-elsewhere");

    [Theory]
    [InlineData("--limit", "0")]
    [InlineData("--limit", "many")]
    [InlineData("--status", "fine")]
    [InlineData("--from", "yesterday")]
    [InlineData("--tag", "tenant")]
    [InlineData("--feature", "amount")]
    [InlineData("--score", "5..1")]
    [InlineData("--subject", "")]
    [InlineData("--model", " ")]
    [InlineData("--format", "xml")]
    [InlineData("--colour", "red")]
    public async Task A_wrong_command_line_has_an_exit_code_of_its_own(string option, string value) =>
        (await ToolRun.InvokeAsync("predictions", "list", "--store", store.Path, option, value)).AssertFault(ExitCode.Usage, value, "modelops predictions query --help");

    private static DateTimeOffset TimeOf(JsonElement page) => page.GetProperty("predictions")[0].GetProperty("time").GetDateTimeOffset();
}
