using System.Text;
using System.Web;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Trainers;

namespace MLOps.Sdk.Tests.Retraining;

/// <summary>The webhook trainer against a server of somebody else, which checks its signature as GitHub's are checked.</summary>
public sealed class RealWebhookTests
{
    private const string Secret = "a secret of both sides";

    [WebhookServerFact]
    public async Task A_server_that_checks_signatures_trains_and_calls_back()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var callback = new RetrainingCallback(store.Path, Secret);
        using var app = new TrainingServer(request =>
        {
            System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(request.Path[request.Path.IndexOf('?', StringComparison.Ordinal)..]);
            return callback.Accept(query["run"]!, query["token"]!, Encoding.UTF8.GetBytes(request.Body)) ? (204, "") : (404, "");
        });
        using WebhookServer server = await WebhookServer.StartAsync(Secret, """
            test "$(head -1 "$5")" = "x,place,outcome"
            printf 0.3 > "$2"
            exec /usr/bin/curl --silent --show-error --fail --max-time 20 --data '{"state":"success","metrics":{"auc":0.9}}' "$3?run=$1&token=$4"
            """);

        RetrainingRun run = await RunAsync(store, server, Secret, app.Address);

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        Assert.Equal(0.9, (await store.Registry.FindAsync(RetrainedStore.Model, "2"))!.Metrics["training.auc"]);
        Assert.Single(app.Requests);
    }

    [WebhookServerFact]
    public async Task A_job_that_is_signed_by_another_secret_is_refused_by_the_server()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using WebhookServer server = await WebhookServer.StartAsync(Secret, "exit 1");

        RetrainingRun run = await RunAsync(store, server, "another secret of one side", new Uri("http://127.0.0.1:1/"));

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("evaluating hook rules", run.Message, StringComparison.Ordinal); // a signature that is wrong is a fault to this server: 500
    }

    private static async Task<RetrainingRun> RunAsync(RetrainedStore store, WebhookServer server, string secret, Uri callback) => await store.Pipeline(configure: options =>
    {
        options.TimeLimit = TimeSpan.FromSeconds(30);
        options.Trainer = new WebhookTrainer(
            new WebhookTrainerOptions(server.Address, secret) { PollInterval = TimeSpan.FromMilliseconds(20), Callback = callback }, TimeProvider.System);
    }).RunAsync(RetrainedStore.Ask);
}
