using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>
/// Starts a job elsewhere and asks how it stands until it has ended. The job reads the training data and writes the model
/// where it is told to, so both sides share the store's folder. Starting a job of the same name again finds the one that is there.
/// </summary>
/// <remarks>An answer that does not come is asked for again; only <see cref="PatienceWithFaults"/> in a row end the run.</remarks>
public abstract class RemoteTrainer : IModelTrainer, IDisposable
{
    /// <summary>How many times in a row the state may not be told before the run fails: 10.</summary>
    public const int PatienceWithFaults = 10;

    private static readonly TimeSpan PatienceWithAnswer = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pollInterval;

    /// <summary>A trainer that speaks HTTP.</summary>
    /// <param name="address">The server's address, https or http.</param>
    /// <param name="time">The clock.</param>
    /// <param name="pollInterval">How often the state is asked for.</param>
    /// <param name="handler">Sends the requests; null: one that follows no redirects.</param>
    /// <exception cref="ArgumentException">The address is neither https nor http, or the interval is not positive.</exception>
    protected RemoteTrainer(Uri address, TimeProvider time, TimeSpan pollInterval, HttpMessageHandler? handler)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(pollInterval, TimeSpan.Zero);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            throw new ArgumentException($"'{address}' is not an https or http address. Trainings are asked for at one, such as https://airflow.example.", nameof(address));
        Address = address.AbsoluteUri.TrimEnd('/');
        _time = time;
        _pollInterval = pollInterval;
        _client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: handler is null) { Timeout = PatienceWithAnswer };
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public bool FindsJobAgain => true;

    /// <summary>The server's address without a slash at its end.</summary>
    protected string Address { get; }

    /// <inheritdoc/>
    public async ValueTask<TrainedModel> TrainAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        string id = await StartAsync(job, cancellationToken).ConfigureAwait(false);
        int faults = 0;
        while (true)
        {
            try
            {
                (RemoteState state, string told) = await AskAsync(job, id, cancellationToken).ConfigureAwait(false);
                faults = 0;
                if (state == RemoteState.Failed)
                    throw new RetrainingException($"{Name}: job '{id}' ended as '{told}'. Its log is where it ran.");
                if (state == RemoteState.Done)
                    return TrainedModelJson.ReadFile(FactsFile(job));
            }
            catch (Exception fault) when (fault is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (++faults == PatienceWithFaults)
                    throw new RetrainingException(string.Create(CultureInfo.InvariantCulture, $"{Name} did not say how job '{id}' stands, {faults} times in a row: {fault.Message}"), fault);
            }

            await Task.Delay(_pollInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the job, or finds it.</summary>
    /// <returns>Its name at the server.</returns>
    protected abstract ValueTask<string> StartAsync(TrainingJob job, CancellationToken cancellationToken);

    /// <summary>How the job stands, and the server's word for it.</summary>
    protected abstract ValueTask<(RemoteState State, string Told)> AskAsync(TrainingJob job, string id, CancellationToken cancellationToken);

    /// <summary>Adds what says who asks.</summary>
    protected virtual ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Frees the connection.</summary>
    protected virtual void Dispose(bool disposing) => _client.Dispose();

    /// <summary>Where the job may say what is known of its model.</summary>
    protected static string FactsFile(TrainingJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Path.Combine(Path.GetDirectoryName(job.ModelFile)!, "model.json");
    }

    /// <summary>Sends a request and reads the JSON that comes back.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the address.</param>
    /// <param name="body">Writes the body; null sends none.</param>
    /// <param name="accepted">A status beside 2xx that is an answer too.</param>
    /// <param name="authorize">Whether to say who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">There is no answer, or one that says that the server is not well.</exception>
    /// <exception cref="RetrainingException">The server refuses.</exception>
    protected async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(
        HttpMethod method, string path, Action<Utf8JsonWriter>? body, HttpStatusCode? accepted = null, bool authorize = true, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, Address + path);
        if (body is not null)
            request.Content = new ByteArrayContent(Bytes(body)) { Headers = { ContentType = new("application/json") } };
        if (authorize)
            await AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode && answer.StatusCode != accepted)
        {
            string said = string.Create(CultureInfo.InvariantCulture, $"{method} {Address}{path} was answered with {(int)answer.StatusCode}: {(text.Length > 500 ? text[..500] : text)}");
            throw (int)answer.StatusCode >= 500 || answer.StatusCode == HttpStatusCode.TooManyRequests
                ? new HttpRequestException(said)
                : new RetrainingException($"{Name} refuses. {said}");
        }

        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
    }

    /// <summary>What a job is told, as an object.</summary>
    protected static void WriteJob(Utf8JsonWriter json, string name, TrainingJob job)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(job);
        json.WriteStartObject(name);
        json.WriteString("run", job.Run);
        json.WriteString("model", job.Model);
        json.WriteString("dataFile", job.DataFile);
        json.WriteString("label", job.Label);
        json.WriteStartArray("features");
        foreach (string feature in job.Features)
            json.WriteStringValue(feature);
        json.WriteEndArray();
        json.WriteNumber("rows", job.Rows);
        json.WriteString("modelFile", job.ModelFile);
        json.WriteString("factsFile", FactsFile(job));
        json.WriteEndObject();
    }

    internal static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>User and password as HTTP Basic sends them.</summary>
    protected static string Basic(string user, string? password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}

/// <summary>How a job elsewhere stands.</summary>
public enum RemoteState
{
    /// <summary>It waits or works.</summary>
    Working,

    /// <summary>It has ended well.</summary>
    Done,

    /// <summary>It has ended otherwise.</summary>
    Failed,
}
