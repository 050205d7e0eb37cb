using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace MLOps.Sdk.Tests.Retraining;

/// <summary>A test that runs the webhook server of Debian's package "webhook", which checks signatures and starts commands.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WebhookServerFactAttribute : FactAttribute
{
    public WebhookServerFactAttribute()
    {
        if (!File.Exists(WebhookServer.Program) || !File.Exists(WebhookServer.Caller))
            Skip = $"There is no {WebhookServer.Program} with {WebhookServer.Caller}: install Debian's packages webhook and curl.";
    }
}

/// <summary>A server on 127.0.0.1 that takes jobs by a webhook: it trains by a shell script, which calls back.</summary>
internal sealed class WebhookServer : IDisposable
{
    public const string Program = "/usr/bin/webhook", Caller = "/usr/bin/curl";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly Process _process;

    private WebhookServer(Process process, Uri address, TemporaryDirectory directory)
    {
        _process = process;
        Address = address;
        _directory = directory;
    }

    /// <summary>Where jobs are posted.</summary>
    public Uri Address { get; }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="secret">By which jobs must be signed.</param>
    /// <param name="train">A shell script: $1 the run, $2 the model's file, $3 the address of the call back, $4 its token, $5 the training data.</param>
    public static async Task<WebhookServer> StartAsync(string secret, string train)
    {
        var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.Path);
        string script = directory.File("train.sh"), hooks = directory.File("hooks.json");
        await File.WriteAllTextAsync(script, "set -e\n" + train);
        await File.WriteAllBytesAsync(hooks, HooksOf(secret, script, directory.Path));
        int port = FreePort();
        var start = new ProcessStartInfo(Program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in (string[])["-hooks", hooks, "-ip", "127.0.0.1", "-port", port.ToString(CultureInfo.InvariantCulture), "-verbose"])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Look(line.Data);
        process.ErrorDataReceived += (_, line) => Look(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new WebhookServer(process, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hooks/train")), directory);
        try
        {
            await listening.Task.WaitAsync(Patience);
            return server;
        }
        catch (TimeoutException)
        {
            server.Dispose();
            throw;
        }

        void Look(string? line)
        {
            if (line?.Contains("serving hooks on", StringComparison.Ordinal) == true)
                listening.TrySetResult();
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit(Patience);
        _process.Dispose();
        _directory.Dispose();
    }

    private static byte[] HooksOf(string secret, string script, string folder) => JsonSerializer.SerializeToUtf8Bytes(new[]
    {
        new Dictionary<string, object>
        {
            ["id"] = "train",
            ["execute-command"] = "/bin/sh",
            ["command-working-directory"] = folder,
            ["http-methods"] = new[] { "POST" },
            ["pass-arguments-to-command"] = (Dictionary<string, string>[])[Argument("string", script), .. (from name in (string[])["job.run", "job.modelFile", "callback.address", "callback.token", "job.dataFile"] select Argument("payload", name))],
            ["trigger-rule"] = new Dictionary<string, object>
            {
                ["match"] = new Dictionary<string, object>
                {
                    ["type"] = "payload-hmac-sha256",
                    ["secret"] = secret,
                    ["parameter"] = Argument("header", "X-ModelOps-Signature"),
                },
            },
        },
    });

    private static Dictionary<string, string> Argument(string source, string name) => new() { ["source"] = source, ["name"] = name };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
