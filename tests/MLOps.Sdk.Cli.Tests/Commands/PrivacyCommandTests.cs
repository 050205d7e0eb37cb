using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Tests;
using MLOps.Sdk.Tests.Privacy;

namespace MLOps.Sdk.Cli.Tests.Commands;

public sealed class PrivacyCommandTests : IAsyncLifetime
{
    private const string Subject = "Wilhelmina-Zaubermann";
    private const string Secret = "secret-of-wilhelmina";

    private static readonly byte[] SubjectKey = "a key of sixteen"u8.ToArray();

    private readonly TemporaryDirectory _store = new();
    private readonly TemporaryDirectory _keys = new();
    private string _id = "";

    private string KeyFile => _keys.File("payload.keys");

    private string SubjectKeyFile => _keys.File("subject.keys");

    public async Task InitializeAsync()
    {
        await ToolRun.JsonAsync("keys", "add", "--key-file", KeyFile, "--id", "k1");
        await File.WriteAllTextAsync(SubjectKeyFile, Convert.ToBase64String(SubjectKey));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(SubjectKeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = _store.Path).EncryptPayloads(KeyFile).AddModel<double, double>("model", static x => -x, model => model
            .Feature(static x => x, "x").RecordInput(static x => $"{Secret} {x}").RedactSubject(TextRedaction.Hash(SubjectKey)));
        await using ServiceProvider app = services.BuildServiceProvider();
        using (PredictionScope.Begin(Subject))
            _id = (await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(1)).Id.ToString();
        await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(2);
    }

    public Task DisposeAsync()
    {
        _store.Dispose();
        _keys.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Payloads_are_shown_with_the_key_and_named_as_encrypted_without()
    {
        JsonElement with = await ToolRun.JsonAsync("predictions", "get", _id, "--store", _store.Path, "--key-file", KeyFile);
        Assert.Equal($"{Secret} 1", with.GetProperty("input").GetString());
        Assert.Equal(("decrypted", "k1"), Protection(with));

        ToolRun without = await ToolRun.InvokeAsync("explain", _id, "--store", _store.Path, "--format", "json");
        Assert.Equal(JsonValueKind.Null, without.Json.GetProperty("input").ValueKind);
        Assert.Equal(("keyMissing", "k1"), Protection(without.Json));
        Assert.Contains("--key-file", without.Error, StringComparison.Ordinal);
        Assert.Contains("[encrypted, key k1 is missing]", (await ToolRun.InvokeAsync("predictions", "get", _id, "--store", _store.Path)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task An_export_without_the_key_holds_neither_payload_nor_plain_subject(string format)
    {
        ToolRun run = await ToolRun.InvokeAsync("export", "--store", _store.Path, "--format", format, "--out", _keys.File("export"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("k1 is missing", run.Error, StringComparison.Ordinal);
        Assert.Equal((0, 0), (FileBytes.Count(Secret, _keys.Path), FileBytes.Count(Subject, _keys.Path)));
        Assert.True(FileBytes.Count(TextRedaction.Hash(SubjectKey).Apply(Subject)!, _keys.Path) > 0);
        await ToolRun.InvokeAsync("export", "--store", _store.Path, "--format", format, "--out", _keys.File("export"), "--key-file", KeyFile);
        Assert.Equal(2, FileBytes.Count(Secret, _keys.Path));
    }

    [Fact]
    public async Task A_subject_is_found_bundled_and_erased_by_plain_text_with_the_key_of_subjects()
    {
        string[] subject = ["--store", _store.Path, "--subject", Subject, "--subject-key-file", SubjectKeyFile];
        Assert.Equal(0, Rows(await ToolRun.JsonAsync("predictions", "query", "--store", _store.Path, "--subject", Subject)));
        Assert.Equal(1, Rows(await ToolRun.JsonAsync(["predictions", "query", .. subject])));
        JsonElement bundle = await ToolRun.JsonAsync(["bundle", "create", "--out", _keys.File("bundle"), .. subject]);
        Assert.True(bundle.GetProperty("valid").GetBoolean());
        Assert.Equal(1, Rows(await ToolRun.JsonAsync("predictions", "query", "--store", _keys.File("bundle"))));
        Assert.Equal(0, FileBytes.Count(Secret, _keys.Path));

        Assert.Equal(1, (await ToolRun.JsonAsync(["erase", .. subject])).GetProperty("predictions").GetInt64());
        Assert.True((await ToolRun.JsonAsync("verify", "--store", _store.Path)).GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task A_file_of_keys_that_others_can_use_is_refused_with_the_way_out()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        (await ToolRun.InvokeAsync("predictions", "get", _id, "--store", _store.Path, "--key-file", KeyFile)).AssertFault(ExitCode.Fault, "chmod 600", KeyFile);
    }

    private static int Rows(JsonElement page) => page.GetProperty("predictions").GetArrayLength();

    private static (string? Reading, string? Key) Protection(JsonElement prediction)
    {
        JsonElement protection = prediction.GetProperty("inputProtection");
        return (protection.GetProperty("reading").GetString(), protection.GetProperty("key").GetString());
    }
}
