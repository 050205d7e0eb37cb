using System.Net.Http.Headers;
using System.Text.Json;

namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>How Prefect is reached.</summary>
/// <param name="Address">The API, such as http://prefect.example:4200/api.</param>
/// <param name="Deployment">The deployment that trains: its id, or "flow/deployment". It finds the job in its parameter <c>job</c>: run, model, dataFile, label, features, rows, modelFile, factsFile.</param>
public sealed record PrefectTrainerOptions(Uri Address, string Deployment)
{
    /// <summary>The API's key; null for a server without one.</summary>
    public string? Key { get; init; }

    /// <summary>How often the state is asked for.</summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Trains by a deployment of Prefect 3. The flow run has the run's name as its idempotency key, so that it is there once however often it is asked for.</summary>
public sealed class PrefectTrainer : RemoteTrainer
{
    private readonly PrefectTrainerOptions _options;

    /// <summary>A deployment.</summary>
    /// <param name="options">How it is reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Sends the requests; null: one that follows no redirects.</param>
    public PrefectTrainer(PrefectTrainerOptions options, TimeProvider time, HttpMessageHandler? handler = null)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Address, time, options.PollInterval, handler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Deployment, nameof(options));
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => $"Prefect {_options.Deployment}";

    /// <inheritdoc/>
    protected override async ValueTask<string> StartAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        string deployment = _options.Deployment;
        if (deployment.Split('/') is [var flow, var name])
        {
            (_, JsonElement found) = await SendAsync(
                HttpMethod.Get, $"/deployments/name/{Uri.EscapeDataString(flow)}/{Uri.EscapeDataString(name)}", body: null, cancellationToken: cancellationToken).ConfigureAwait(false);
            deployment = IdOf(found);
        }

        (_, JsonElement run) = await SendAsync(HttpMethod.Post, $"/deployments/{Uri.EscapeDataString(deployment)}/create_flow_run", json =>
        {
            json.WriteString("name", job.Run);
            json.WriteString("idempotency_key", job.Run);
            json.WriteStartObject("parameters");
            WriteJob(json, "job", job);
            json.WriteEndObject();
            json.WriteStartObject("state");
            json.WriteString("type", "SCHEDULED");
            json.WriteEndObject();
        }, cancellationToken: cancellationToken).ConfigureAwait(false);
        return IdOf(run);
    }

    /// <inheritdoc/>
    protected override async ValueTask<(RemoteState State, string Told)> AskAsync(TrainingJob job, string id, CancellationToken cancellationToken)
    {
        (_, JsonElement run) = await SendAsync(HttpMethod.Get, $"/flow_runs/{Uri.EscapeDataString(id)}", body: null, cancellationToken: cancellationToken).ConfigureAwait(false);
        string told = (run.TryGetProperty("state", out JsonElement state) && state.ValueKind == JsonValueKind.Object ? state.GetProperty("type").GetString() : null) ?? "";
        return (told switch
        {
            "COMPLETED" => RemoteState.Done,
            "FAILED" or "CRASHED" or "CANCELLED" => RemoteState.Failed,
            _ => RemoteState.Working,
        }, told);
    }

    /// <inheritdoc/>
    protected override ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_options.Key is { } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return ValueTask.CompletedTask;
    }

    private string IdOf(JsonElement json) => json.GetProperty("id").GetString() ?? throw new RetrainingException($"{Name} gave no id.");
}
