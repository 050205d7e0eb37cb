using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>Where a training is asked for, and how it is told to be done.</summary>
/// <param name="Address">Where the job is posted.</param>
/// <param name="Secret">Known to both sides, at least 16 characters: signs the job, and makes the token of the call back.</param>
public sealed record WebhookTrainerOptions(Uri Address, string Secret)
{
    /// <summary>Where the call back goes, such as https://shop.example/retraining/callback; sent along. Null: the other side knows.</summary>
    public Uri? Callback { get; init; }

    /// <summary>How often it is looked whether the call back came, to this process or another.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Posts the job as JSON to an address and waits to be called back: <c>{"job":{…},"callback":{"address","token"}}</c>, signed in
/// the header X-ModelOps-Signature (sha256=HMAC-SHA256 of the body). Whoever gets the call gives it to <see cref="RetrainingCallback"/>.
/// </summary>
public sealed class WebhookTrainer : RemoteTrainer
{
    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "X-ModelOps-Signature";

    private readonly WebhookTrainerOptions _options;

    /// <summary>An address.</summary>
    /// <param name="options">Where, and how it is told to be done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Sends the requests; null: one that follows no redirects.</param>
    public WebhookTrainer(WebhookTrainerOptions options, TimeProvider time, HttpMessageHandler? handler = null)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Address, time, options.PollInterval, handler)
    {
        RetrainingCallback.CheckSecret(options.Secret);
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => $"webhook {_options.Address.Host}";

    /// <inheritdoc/>
    protected override async ValueTask<string> StartAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!File.Exists(RetrainingCallback.FileOf(job)))
            await SendAsync(HttpMethod.Post, "", json => Write(json, job), cancellationToken: cancellationToken).ConfigureAwait(false);
        return job.Run;
    }

    /// <inheritdoc/>
    protected override ValueTask<(RemoteState State, string Told)> AskAsync(TrainingJob job, string id, CancellationToken cancellationToken)
    {
        string path = RetrainingCallback.FileOf(job);
        if (!File.Exists(path))
            return new((RemoteState.Working, "working"));
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        bool done = json.RootElement.GetProperty("state").GetString() == "success";
        string told = json.RootElement.TryGetProperty("message", out JsonElement message) ? message.GetString() ?? "" : done ? "success" : "failed";
        if (done)
            File.WriteAllBytes(FactsFile(job), File.ReadAllBytes(path));
        return new((done ? RemoteState.Done : RemoteState.Failed, told));
    }

    /// <inheritdoc/>
    protected override async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        request.Headers.Add(SignatureHeader, "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_options.Secret), body)));
    }

    private void Write(Utf8JsonWriter json, TrainingJob job)
    {
        WriteJob(json, "job", job);
        json.WriteStartObject("callback");
        json.WriteString("address", _options.Callback?.AbsoluteUri);
        json.WriteString("token", RetrainingCallback.TokenOf(_options.Secret, job.Run));
        json.WriteEndObject();
    }
}
