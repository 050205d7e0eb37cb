using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MLOps.Sdk.Tests.Retraining;

/// <summary>A server on 127.0.0.1 that answers as a test says, in the place of a scheduler that is not here; what was asked is kept.</summary>
internal sealed class TrainingServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public TrainingServer(Func<Asked, (int Status, string Body)> answer)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/"));
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _loop = Task.Run(() => AnswerAsync(answer));
    }

    public Uri Address { get; }

    public List<Asked> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Close();
        _loop.Wait(TimeSpan.FromSeconds(10));
    }

    private async Task AnswerAsync(Func<Asked, (int Status, string Body)> answer)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var asked = new Asked(context.Request.HttpMethod, context.Request.Url!.PathAndQuery, await reader.ReadToEndAsync(), context.Request.Headers["Authorization"], context.Request.Headers["X-ModelOps-Signature"]);
                Requests.Add(asked);
                (int status, string body) = answer(asked);
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

/// <summary>A request.</summary>
internal sealed record Asked(string Method, string Path, string Body, string? Authorization, string? Signature)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
