using System.Text;
using MLOps.Sdk.MLflow.Tests.Server;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Tests;
using MLOps.Sdk.Tests.Registry;

namespace MLOps.Sdk.MLflow.Tests;

public sealed class MlflowContractTests : ModelRegistryContract
{
    private FakeMlflow? _server;

    private protected override IModelRegistry Open(string location, TimeProvider time) =>
        new MlflowModelRegistry(new MlflowOptions { Server = (_server ??= new FakeMlflow()).Address, CacheDirectory = location + "-cache" }, time);

    private protected override string StateOf(string location) => string.Join('\n', _server!.Requests.Where(static request => !request.StartsWith("GET", StringComparison.Ordinal)));

    public override void Dispose()
    {
        _server?.Dispose();
        base.Dispose();
        if (Directory.Exists(Location + "-cache"))
            Directory.Delete(Location + "-cache", recursive: true);
    }
}

public sealed class MlflowModelRegistryTests : IDisposable
{
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5_000)));

    private readonly FakeMlflow _server = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Versions_of_other_tools_are_known_by_their_numbers_and_their_onnx_file()
    {
        _server.AddForeign("churn", "mlflow-artifacts:/1/models/m-1/artifacts", "model.onnx", Bytes);
        _server.AddForeign("churn", "mlflow-artifacts:/1/models/m-2/artifacts", "model.onnx", [1]);
        _server.SetAlias("churn", "champion", "1");
        using MlflowModelRegistry registry = Open(_server);

        ModelVersion champion = (await registry.ResolveAsync("churn"))!;
        byte[]? bytes = await registry.ReadArtifactAsync(champion);

        Assert.Equal(("1", "champion"), (champion.Version, Assert.Single(champion.Aliases)));
        Assert.Equal(Bytes, bytes);
        Assert.Equal(["1", "2"], (await registry.ListVersionsAsync("churn")).Select(static version => version.Version));
        Assert.Equal(64, (await registry.ResolveAsync("churn"))!.Sha256!.Length); // known since the download
    }

    [Fact]
    public async Task An_alias_that_others_move_raises_the_revision()
    {
        _server.AddForeign("churn", "mlflow-artifacts:/a", "model.onnx", [1]);
        _server.AddForeign("churn", "mlflow-artifacts:/b", "model.onnx", [2]);
        _server.SetAlias("churn", "champion", "1");
        using MlflowModelRegistry registry = Open(_server);
        await registry.ResolveAsync("churn");
        long before = await registry.GetRevisionAsync();
        int requests = _server.Requests.Count;
        _server.SetAlias("churn", "champion", "2");

        Assert.True(await registry.GetRevisionAsync() > before);
        Assert.Equal(requests + 1, _server.Requests.Count); // one call
        Assert.Equal("2", (await registry.ResolveAsync("churn"))!.Version);
    }

    [Fact]
    public async Task A_server_without_aliases_has_stages()
    {
        using var old = new FakeMlflow { HasNoAliases = true };
        using MlflowModelRegistry registry = Open(old);
        await registry.RegisterAsync(new VersionRegistration { Model = "churn", Version = "a", Artifact = Bytes, FileName = "a.onnx" });
        await registry.RegisterAsync(new VersionRegistration { Model = "churn", Version = "b" });
        await registry.PromoteAsync(new AliasChange("churn", "a", "r"));
        await registry.PromoteAsync(new AliasChange("churn", "b", "r"));

        Assert.Equal("b", (await registry.ResolveAsync("churn"))!.Version);
        Assert.Equal("a", (await registry.RollbackAsync(new Rollback("churn", "r"))).To);
        Assert.Equal("a", (await registry.ResolveAsync("churn"))!.Version);
        await Assert.ThrowsAsync<MlflowException>(async () => await registry.PromoteAsync(new AliasChange("churn", "b", "r") { Alias = "blue" }));
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on_where_it_stopped()
    {
        _server.AddForeign("churn", "mlflow-artifacts:/a", "model.onnx", Bytes);
        _server.SetAlias("churn", "champion", "1");
        using MlflowModelRegistry registry = Open(_server);
        ModelVersion version = (await registry.ResolveAsync("churn"))!;

        _server.Fault = new Fault(FaultKind.Truncated, "artifacts/a/");
        await Assert.ThrowsAsync<MlflowException>(async () => await registry.ReadArtifactAsync(version));
        long kept = new DirectoryInfo(Path.Combine(_directory.Path, "artifacts")).EnumerateFiles("*.part").Single().Length;
        _server.Fault = null;

        Assert.InRange(kept, 1, Bytes.Length - 1);
        Assert.Equal(Bytes, await registry.ReadArtifactAsync(version));
        Assert.Empty(new DirectoryInfo(Path.Combine(_directory.Path, "artifacts")).EnumerateFiles("*.part"));
    }

    [Fact]
    public async Task An_artefact_that_is_not_the_registered_one_is_not_used()
    {
        using MlflowModelRegistry registry = Open(_server);
        ModelVersion version = await registry.RegisterAsync(new VersionRegistration { Model = "churn", Version = "a", Artifact = Bytes, FileName = "a.onnx" });
        _server.ReplaceArtifact(Assert.Single(_server.ArtifactPaths), [.. Bytes[..^1], 0]);

        var fault = await Assert.ThrowsAsync<RegistryCorruptException>(async () => await registry.ReadArtifactAsync(version));

        Assert.Contains("was changed", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.onnx")]
    [InlineData("/etc/secret.onnx")]
    [InlineData("a/%2e%2e/%252e%252e/secret.onnx")]
    [InlineData("c:secret.onnx")]
    public async Task A_path_that_leads_out_of_its_folder_is_refused(string path)
    {
        _server.AddForeign("churn", "mlflow-artifacts:/a", path, Bytes);
        _server.SetAlias("churn", "champion", "1");
        using MlflowModelRegistry registry = Open(_server);
        ModelVersion version = (await registry.ResolveAsync("churn"))!;

        var fault = await Assert.ThrowsAsync<MlflowException>(async () => await registry.ReadArtifactAsync(version));

        Assert.Contains("leads out of its folder", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_not_ready_is_not_served_and_another_store_is_read_by_the_server()
    {
        _server.AddForeign("pending", "mlflow-artifacts:/a", null, null, "PENDING_REGISTRATION");
        _server.SetAlias("pending", "champion", "1");
        _server.AddForeign("bucket", "s3://bucket/model", null, null);
        _server.SetAlias("bucket", "champion", "1");
        _server.ReplaceArtifact("direct/bucket/1/model.onnx", Bytes);
        using MlflowModelRegistry registry = Open(_server);

        var pending = await Assert.ThrowsAsync<MlflowException>(async () => await registry.ResolveAsync("pending"));

        Assert.Contains("PENDING_REGISTRATION", pending.Message, StringComparison.Ordinal);
        Assert.Equal(Bytes, await registry.ReadArtifactAsync((await registry.ResolveAsync("bucket"))!));
    }

    [Fact]
    public async Task Credentials_are_those_of_the_environment()
    {
        using var guarded = new FakeMlflow { Authorization = "Basic " + Convert.ToBase64String("ann:secret"u8) };
        var variables = new Dictionary<string, string> { ["MLFLOW_TRACKING_URI"] = guarded.Address.ToString(), ["MLFLOW_TRACKING_USERNAME"] = "ann", ["MLFLOW_TRACKING_PASSWORD"] = "secret" };
        using var registry = new MlflowModelRegistry(MlflowOptions.FromEnvironment(variables) with { CacheDirectory = _directory.Path }, TimeProvider.System);
        using var stranger = new MlflowModelRegistry(new MlflowOptions { Server = guarded.Address, CacheDirectory = _directory.Path, Retries = 0 }, TimeProvider.System);

        Assert.Empty(await registry.ListModelsAsync());
        var refusal = await Assert.ThrowsAsync<MlflowException>(async () => await stranger.ListModelsAsync());

        Assert.Contains("MLFLOW_TRACKING_TOKEN", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MlflowOptions.FromEnvironment(new Dictionary<string, string>()));
        Assert.Throws<ArgumentException>(() => MlflowOptions.FromEnvironment(new Dictionary<string, string> { ["MLFLOW_TRACKING_URI"] = "sqlite:///x" }));
        Assert.Throws<ArgumentException>(() => MlflowOptions.FromEnvironment(new Dictionary<string, string> { ["MLFLOW_TRACKING_URI"] = "http://h", ["MLFLOW_TRACKING_INSECURE_TLS"] = "perhaps" }));
    }

    [Fact]
    public void A_webhook_is_genuine_when_its_signature_and_its_time_are()
    {
        const string Signature = "v1,jAyhWuvJRcQMVbD7m4Iar2/4+6HricjeksyI87v/Tkk=";
        DateTimeOffset then = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        bool Check(string signature, string body, int seconds) =>
            MlflowWebhook.IsGenuine("secret", "id-1", "1700000000", signature, Encoding.UTF8.GetBytes(body), then.AddSeconds(seconds), TimeSpan.FromMinutes(5));

        Assert.True(Check(Signature, "{\"a\": 1}", 10));
        Assert.False(Check(Signature, "{\"a\": 2}", 10));
        Assert.False(Check(Signature, "{\"a\": 1}", 1_000));
        Assert.False(Check("v1,!", "{\"a\": 1}", 0));
    }

    private MlflowModelRegistry Open(FakeMlflow server) =>
        new(new MlflowOptions { Server = server.Address, CacheDirectory = _directory.Path, Retries = 0 }, TimeProvider.System);
}
