using System.Text;

namespace MLOps.Sdk.Audit.Checkpoints;

/// <summary>Posts checkpoints as JSON to an address. Follows no redirect; an answer other than 2xx is a failure.</summary>
public sealed class WebhookCheckpointSink : ICheckpointSink, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly HttpClient _client;

    /// <summary>Posts to an address.</summary>
    /// <param name="address">The address, https or http.</param>
    /// <param name="handler">Sends the requests; default: one that follows no redirects.</param>
    /// <exception cref="ArgumentException">The address is neither https nor http.</exception>
    public WebhookCheckpointSink(Uri address, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            throw new ArgumentException($"'{address}' is not an https or http address. Checkpoints are posted to one, such as https://audit.example/checkpoints.", nameof(address));
        _address = address;
        _client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: true) { Timeout = Patience };
    }

    /// <inheritdoc/>
    public async ValueTask PublishAsync(ChainCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using var content = new StringContent(checkpoint.ToJson(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _client.PostAsync(_address, content, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
