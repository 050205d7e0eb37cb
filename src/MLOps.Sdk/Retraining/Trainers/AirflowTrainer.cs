using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>How Airflow is reached.</summary>
/// <param name="Address">Such as https://airflow.example.</param>
/// <param name="Dag">The DAG that trains. It finds the job in its <c>conf</c>: run, model, dataFile, label, features, rows, modelFile, factsFile.</param>
public sealed record AirflowTrainerOptions(Uri Address, string Dag)
{
    /// <summary>The server's major version, 2 or 3: they differ in path, body and how one logs in.</summary>
    /// <value>Default 3.</value>
    public int Version { get; init; } = 3;

    /// <summary>The user. Version 2 takes user and password with each request, version 3 gives a token for them.</summary>
    public string? User { get; init; }

    /// <summary>The password.</summary>
    public string? Password { get; init; }

    /// <summary>A token that was given otherwise; takes the place of user and password.</summary>
    public string? Token { get; init; }

    /// <summary>How often the state is asked for.</summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Trains by a DAG of Airflow 2 or 3. The DAG run has the run's name, so that it is there once however often it is asked for.</summary>
public sealed class AirflowTrainer : RemoteTrainer
{
    private readonly AirflowTrainerOptions _options;
    private readonly string _runs;
    private string? _token;

    /// <summary>A DAG.</summary>
    /// <param name="options">How it is reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Sends the requests; null: one that follows no redirects.</param>
    public AirflowTrainer(AirflowTrainerOptions options, TimeProvider time, HttpMessageHandler? handler = null)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Address, time, options.PollInterval, handler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Dag, nameof(options));
        if (options.Version is not (2 or 3))
            throw new ArgumentException($"AirflowTrainerOptions.Version is {options.Version}; it is 2 or 3.", nameof(options));
        _options = options;
        _token = options.Token;
        _runs = $"/api/v{options.Version - 1}/dags/{Uri.EscapeDataString(options.Dag)}/dagRuns";
    }

    /// <inheritdoc/>
    public override string Name => $"Airflow {_options.Version} {_options.Dag}";

    /// <inheritdoc/>
    protected override async ValueTask<string> StartAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        // 409: the run is there already, since it was asked for before a crash.
        await SendAsync(HttpMethod.Post, _runs, json =>
        {
            json.WriteString("dag_run_id", job.Run);
            if (_options.Version == 3)
                json.WriteNull("logical_date"); // required, and fields that it does not know are refused
            WriteJob(json, "conf", job);
        }, HttpStatusCode.Conflict, cancellationToken: cancellationToken).ConfigureAwait(false);
        return job.Run;
    }

    /// <inheritdoc/>
    protected override async ValueTask<(RemoteState State, string Told)> AskAsync(TrainingJob job, string id, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, JsonElement run) = await SendAsync(
            HttpMethod.Get, $"{_runs}/{Uri.EscapeDataString(id)}", body: null, HttpStatusCode.Unauthorized, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (status == HttpStatusCode.Unauthorized)
        {
            if (_token is null || _options.Token is not null)
                throw new RetrainingException($"{Name} does not know who asks (401). Look at user, password or token.");
            _token = null; // it has run out
            throw new HttpRequestException("The token has run out.");
        }

        string told = run.GetProperty("state").GetString() ?? "";
        return (told switch { "success" => RemoteState.Done, "failed" => RemoteState.Failed, _ => RemoteState.Working }, told);
    }

    /// <inheritdoc/>
    protected override async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_token is null && _options is { User: { } user, Version: 3 })
        {
            (_, JsonElement given) = await SendAsync(HttpMethod.Post, "/auth/token", json =>
            {
                json.WriteString("username", user);
                json.WriteString("password", _options.Password);
            }, authorize: false, cancellationToken: cancellationToken).ConfigureAwait(false);
            _token = given.GetProperty("access_token").GetString();
        }

        if (_token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        else if (_options.User is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Basic(_options.User, _options.Password));
    }
}
