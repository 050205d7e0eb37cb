using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Trainers;

namespace MLOps.Sdk.Tests.Retraining;

/// <summary>Against a server that answers as the documentation of each says; no Airflow and no Prefect is here.</summary>
public sealed class RemoteTrainerTests
{
    private const string Secret = "a secret of both sides";
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Airflow_3_gets_a_logical_date_a_token_and_the_job_and_is_asked_until_it_has_ended()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        int asked = 0;
        using var server = new TrainingServer(request => request.Path switch
        {
            "/auth/token" => (201, """{"access_token":"t-1"}"""),
            "/api/v2/dags/train/dagRuns" => (200, "{}"),
            _ => (200, ++asked < 3 ? """{"state":"running"}""" : Done(request, "success", store)),
        });

        RetrainingRun run = await store.Pipeline(configure: options => options.Trainer = new AirflowTrainer(
            new AirflowTrainerOptions(server.Address, "train") { User = "u", Password = "p", PollInterval = Soon }, TimeProvider.System)).RunAsync(RetrainedStore.Ask);

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        Asked login = server.Requests[0], start = server.Requests[1];
        Assert.Equal(("u", "p"), (login.Json.GetProperty("username").GetString(), login.Json.GetProperty("password").GetString()));
        Assert.Equal("Bearer t-1", start.Authorization);
        Assert.Equal(JsonValueKind.Null, start.Json.GetProperty("logical_date").ValueKind);
        Assert.Equal(["conf", "dag_run_id", "logical_date"], start.Json.EnumerateObject().Select(static member => member.Name).Order());
        Assert.Equal(run.Id, start.Json.GetProperty("dag_run_id").GetString());
        JsonElement job = start.Json.GetProperty("conf");
        Assert.Equal("outcome", job.GetProperty("label").GetString());
        Assert.EndsWith("data.csv", job.GetProperty("dataFile").GetString(), StringComparison.Ordinal);
        Assert.Equal($"/api/v2/dags/train/dagRuns/{run.Id}", server.Requests[2].Path);
    }

    [Fact]
    public async Task Airflow_2_gets_basic_authentication_and_a_run_that_is_there_already_is_gone_on_with()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var server = new TrainingServer(request => request.Method == "POST" ? (409, """{"title":"Conflict"}""") : (200, Done(request, "success", store)));

        RetrainingRun run = await store.Pipeline(configure: options => options.Trainer = new AirflowTrainer(
            new AirflowTrainerOptions(server.Address, "train") { Version = 2, User = "u", Password = "p", PollInterval = Soon }, TimeProvider.System)).RunAsync(RetrainedStore.Ask);

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        Assert.Equal(("/api/v1/dags/train/dagRuns", "Basic dTpw"), (server.Requests[0].Path, server.Requests[0].Authorization));
        Assert.False(server.Requests[0].Json.TryGetProperty("logical_date", out _));
    }

    [Fact]
    public async Task A_job_that_ends_otherwise_fails_the_training_with_the_servers_word()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var server = new TrainingServer(static request => (200, request.Method == "POST" ? "{}" : """{"state":"failed"}"""));

        RetrainingRun run = await store.Pipeline(configure: options => options.Trainer = new AirflowTrainer(
            new AirflowTrainerOptions(server.Address, "train") { Version = 2, PollInterval = Soon }, TimeProvider.System)).RunAsync(RetrainedStore.Ask);

        Assert.Equal((RetrainingState.Failed, true), (run.State, run.Message!.Contains("ended as 'failed'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_that_refuses_is_quoted_and_one_that_is_away_for_a_moment_is_asked_again()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var refusing = new TrainingServer(static _ => (422, """{"detail":"extra fields not permitted"}"""));
        int asked = 0;
        using var moody = new TrainingServer(request => request.Method == "POST" ? (200, "{}") : ++asked % 2 == 1 ? (503, "later") : (200, asked < 6 ? """{"state":"queued"}""" : Done(request, "success", store)));

        RetrainingRun refused = await store.Pipeline(configure: options => options.Trainer = Airflow(refusing)).RunAsync(RetrainedStore.Ask);
        RetrainingRun done = await store.Pipeline(configure: options => options.Trainer = Airflow(moody)).RunAsync(RetrainedStore.Ask);

        Assert.Contains("422", refused.Message, StringComparison.Ordinal);
        Assert.Contains("extra fields not permitted", refused.Message, StringComparison.Ordinal);
        Assert.True(done.State == RetrainingState.Promoted, done.Message);

        static AirflowTrainer Airflow(TrainingServer server) => new(new AirflowTrainerOptions(server.Address, "train") { Version = 2, PollInterval = Soon }, TimeProvider.System);
    }

    [Fact]
    public async Task Prefect_finds_the_deployment_and_gets_the_runs_name_as_idempotency_key()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        int asked = 0;
        string? runId = null;
        using var server = new TrainingServer(request =>
        {
            if (request.Path == "/deployments/name/train/nightly")
                return (200, """{"id":"d-1"}""");
            if (request.Path == "/deployments/d-1/create_flow_run")
            {
                runId = request.Json.GetProperty("name").GetString();
                return (201, """{"id":"f-1"}""");
            }

            if (++asked < 3)
                return (200, """{"state":{"type":"RUNNING"}}""");
            WriteModel(store, runId!);
            return (200, """{"state":{"type":"COMPLETED"}}""");
        });

        RetrainingRun run = await store.Pipeline(configure: options => options.Trainer = new PrefectTrainer(
            new PrefectTrainerOptions(server.Address, "train/nightly") { Key = "k", PollInterval = Soon }, TimeProvider.System)).RunAsync(RetrainedStore.Ask);

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        Assert.Equal(run.Id, server.Requests[1].Json.GetProperty("idempotency_key").GetString());
        Assert.Equal("SCHEDULED", server.Requests[1].Json.GetProperty("state").GetProperty("type").GetString());
        Assert.Equal("limit", server.Requests[1].Json.GetProperty("parameters").GetProperty("job").GetProperty("model").GetString());
        Assert.All(server.Requests, static request => Assert.Equal("Bearer k", request.Authorization));
    }

    [Fact]
    public async Task A_webhook_is_signed_and_waits_for_a_call_back_that_knows_the_runs_token()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var callback = new RetrainingCallback(store.Path, Secret);
        List<bool> taken = [];
        using var server = new TrainingServer(request =>
        {
            string run = request.Json.GetProperty("job").GetProperty("run").GetString()!, token = request.Json.GetProperty("callback").GetProperty("token").GetString()!;
            WriteModel(store, run);
            byte[] body = """{"state":"success","metrics":{"auc":0.9}}"""u8.ToArray();
            taken.Add(callback.Accept(run, new string('0', token.Length), body));
            taken.Add(callback.Accept("../" + run, token, body));
            taken.Add(callback.Accept("limit-20000101T000000000000", token, body));
            Assert.Throws<RetrainingException>(() => callback.Accept(run, token, """{"state":"perhaps"}"""u8));
            taken.Add(callback.Accept(run, token, body));
            return (202, "");
        });

        RetrainingRun run = await store.Pipeline(configure: options => options.Trainer = new WebhookTrainer(
            new WebhookTrainerOptions(server.Address, Secret) { PollInterval = Soon, Callback = new Uri("https://shop.example/callback") }, TimeProvider.System)).RunAsync(RetrainedStore.Ask);

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        Assert.Equal([false, false, false, true], taken);
        Asked asked = Assert.Single(server.Requests);
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(asked.Body))), asked.Signature);
        Assert.Equal(0.9, (await store.Registry.FindAsync(RetrainedStore.Model, "2"))!.Metrics["training.auc"]);
    }

    [Fact]
    public void A_secret_that_is_short_and_an_address_that_is_none_are_refused()
    {
        Assert.Contains("at least 16", Assert.Throws<ArgumentException>(() => new WebhookTrainer(new WebhookTrainerOptions(new Uri("http://127.0.0.1/"), "short"), TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Contains("file:///x", Assert.Throws<ArgumentException>(() => new AirflowTrainer(new AirflowTrainerOptions(new Uri("file:///x"), "d"), TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Contains("it is 2 or 3", Assert.Throws<ArgumentException>(() => new AirflowTrainer(new AirflowTrainerOptions(new Uri("http://h/"), "d") { Version = 1 }, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    private static string Done(Asked request, string state, RetrainedStore store)
    {
        WriteModel(store, Path.GetFileName(request.Path));
        return $$"""{"state":"{{state}}"}""";
    }

    private static void WriteModel(RetrainedStore store, string run) =>
        File.WriteAllBytes(Path.Combine(store.Path, "retraining", run, "trainer", "model.onnx"), RetrainedStore.FileOf(0.3));
}
