using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLOps.Sdk.MLflow.Http;

/// <summary>Asks the server: JSON in, JSON out, bounded in time and size, errors as what the server calls them. Safe on any thread.</summary>
internal sealed class MlflowClient : IDisposable
{
    private const string Api = "api/2.0/mlflow/";

    private readonly HttpClient _http;
    private readonly MlflowOptions _options;
    private readonly TimeProvider _time;

    public MlflowClient(MlflowOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        Root = new Uri(options.Server.AbsoluteUri.TrimEnd('/') + "/");
        _http = MlflowHttp.Create(options);
    }

    /// <summary>The server with its prefix, ending in a slash.</summary>
    public Uri Root { get; }

    /// <summary>Asks; asked again when the server fails.</summary>
    /// <exception cref="MlflowException">There is no usable answer.</exception>
    public Task<JsonElement> GetAsync(string call, CancellationToken cancellationToken, params (string Key, string Value)[] query) =>
        RetryAsync(() => SendAsync(HttpMethod.Get, new Uri(Root, Api + call + QueryOf(query)), content: null, cancellationToken), cancellationToken);

    /// <summary>Changes something; not asked again by itself, since the first time may have worked.</summary>
    /// <exception cref="MlflowException">There is no usable answer.</exception>
    public Task<JsonElement> PostAsync(string call, JsonObject body, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Post, call, body, cancellationToken);

    /// <summary>Removes something; what there is to say is in a body, as with changes.</summary>
    /// <exception cref="MlflowException">There is no usable answer.</exception>
    public Task<JsonElement> DeleteAsync(string call, JsonObject body, CancellationToken cancellationToken) => ChangeAsync(HttpMethod.Delete, call, body, cancellationToken);

    /// <summary>Lists what the server has under a proxied path.</summary>
    public Task<JsonElement> ListProxiedAsync(string path, CancellationToken cancellationToken) =>
        RetryAsync(() => SendAsync(HttpMethod.Get, new Uri(Root, "api/2.0/mlflow-artifacts/artifacts" + QueryOf([("path", path)])), content: null, cancellationToken), cancellationToken);

    /// <summary>Uploads through the server.</summary>
    public Task UploadAsync(Uri to, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        RetryAsync(() => SendAsync(HttpMethod.Put, to, new ReadOnlyMemoryContent(bytes), cancellationToken), cancellationToken);

    /// <summary>Starts a download at a place; the caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Uri from, long start, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, from);
        if (start > 0)
            request.Headers.Range = new System.Net.Http.Headers.RangeHeaderValue(start, null);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    internal async Task<T> RetryAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (MlflowException fault) when (fault.IsPassing && attempt <= _options.Retries)
            {
                await Task.Delay(_options.RetryDelay * Math.Pow(2, attempt - 1), _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task<JsonElement> ChangeAsync(HttpMethod method, string call, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(method, new Uri(Root, Api + call), new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), cancellationToken);

    private async Task<JsonElement> SendAsync(HttpMethod method, Uri address, HttpContent? content, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, address) { Content = content };
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            byte[] body = await ReadAsync(answer, address, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? Parse(body, address) : throw Refused(answer.StatusCode, body, address);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MlflowException($"The MLflow server did not answer {address} within {_options.RequestTimeout.TotalSeconds:0.###} s. Look whether it is up; RequestTimeout gives it longer.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new MlflowException($"The MLflow server cannot be reached at {address}: {fault.Message} Check the address and whether it is up.", fault);
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage answer, Uri address, CancellationToken cancellationToken)
    {
        using Stream content = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var kept = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (kept.Length + read > _options.MaximumReplyBytes)
                throw new MlflowException($"The answer of {address} has more than {_options.MaximumReplyBytes} bytes, which no answer about models has. Check what runs there.") { Status = HttpStatusCode.OK };
            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    private static JsonElement Parse(byte[] body, Uri address)
    {
        if (body.Length == 0)
            return JsonDocument.Parse("{}").RootElement.Clone();
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.Clone()
                : throw new MlflowException($"The answer of {address} is not a JSON object. Check that an MLflow server runs there.") { Status = HttpStatusCode.OK };
        }
        catch (JsonException fault)
        {
            throw new MlflowException($"The answer of {address} is not JSON: {fault.Message} Check that an MLflow server runs there.", fault) { Status = HttpStatusCode.OK };
        }
    }

    private static MlflowException Refused(HttpStatusCode status, byte[] body, Uri address)
    {
        string? code = null, message = null;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                (code, message) = (json.RootElement.TextOf("error_code"), json.RootElement.TextOf("message"));
        }
        catch (JsonException)
        {
            // A proxy's page, or the server's plain text: the status says enough.
            message = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200)));
        }

        string wayOut = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? " Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN." : "";
        return new MlflowException($"The MLflow server answered {address.GetLeftPart(UriPartial.Path)} with {(int)status} {code}: {message}{wayOut}") { Status = status, ErrorCode = code };
    }

    private static string QueryOf((string Key, string Value)[] query) =>
        query.Length == 0 ? "" : "?" + string.Join('&', query.Select(static pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
}
