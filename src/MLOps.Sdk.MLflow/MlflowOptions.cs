using System.Collections;

namespace MLOps.Sdk.MLflow;

/// <summary>Where the MLflow server is, how to sign in, and how long to wait.</summary>
public sealed record MlflowOptions
{
    /// <summary>The server, with any path prefix it has: http://host:5000/prefix.</summary>
    public required Uri Server { get; init; }

    /// <summary>Where artefacts and the last known good answers are kept. Default: modelops/mlflow.</summary>
    public string CacheDirectory { get; init; } = Path.Combine("modelops", "mlflow");

    /// <summary>The name to sign in with (Basic); null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>The password.</summary>
    public string? Password { get; init; }

    /// <summary>The token to sign in with (Bearer); goes before name and password.</summary>
    public string? Token { get; init; }

    /// <summary>Whether any certificate is accepted. Default false; for tests.</summary>
    public bool InsecureTls { get; init; }

    /// <summary>A file of certificates (PEM) that the server's must come from; null for those that the system trusts.</summary>
    public string? ServerCertificatePath { get; init; }

    /// <summary>A file with the client's certificate and key (PEM); null for none.</summary>
    public string? ClientCertificatePath { get; init; }

    /// <summary>How long an answer about models may take. Default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a download may stand still. Default 60 s; as a whole it may take any time.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a question or a download is asked again when the server fails. Default 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the second try, doubled for each further. Default 500 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The largest artefact. Default 1 GiB.</summary>
    public long MaximumArtifactBytes { get; init; } = 1L << 30;

    /// <summary>The largest answer about models. Default 32 MiB.</summary>
    public int MaximumReplyBytes { get; init; } = 32 << 20;

    /// <summary>Options from the variables that MLflow's own client reads (MLFLOW_TRACKING_URI, MLFLOW_REGISTRY_URI, MLFLOW_TRACKING_USERNAME and so on).</summary>
    /// <param name="variables">The environment: <see cref="Environment.GetEnvironmentVariables()"/>.</param>
    /// <param name="server">The server; null takes MLFLOW_REGISTRY_URI, else MLFLOW_TRACKING_URI.</param>
    /// <exception cref="ArgumentException">No server is named, or a variable is not what it should be; the message names it.</exception>
    public static MlflowOptions FromEnvironment(IDictionary variables, Uri? server = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        string? Text(string name) => variables[name] is string { Length: > 0 } value ? value : null;
        string? address = server?.ToString() ?? Text("MLFLOW_REGISTRY_URI") ?? Text("MLFLOW_TRACKING_URI");
        if (address is null)
            throw new ArgumentException("No MLflow server is named. Set MLFLOW_TRACKING_URI, such as http://mlflow:5000.", nameof(variables));
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{address}' is not the address of an MLflow server. It looks like http://mlflow:5000.", nameof(variables));
        var options = new MlflowOptions
        {
            Server = uri,
            UserName = Text("MLFLOW_TRACKING_USERNAME"),
            Password = Text("MLFLOW_TRACKING_PASSWORD"),
            Token = Text("MLFLOW_TRACKING_TOKEN"),
            InsecureTls = Text("MLFLOW_TRACKING_INSECURE_TLS")?.ToUpperInvariant() switch
            {
                null or "FALSE" or "0" => false,
                "TRUE" or "1" => true,
                var other => throw new ArgumentException($"MLFLOW_TRACKING_INSECURE_TLS is '{other}'; it is true or false.", nameof(variables)),
            },
            ServerCertificatePath = Text("MLFLOW_TRACKING_SERVER_CERT_PATH"),
            ClientCertificatePath = Text("MLFLOW_TRACKING_CLIENT_CERT_PATH"),
        };
        return options is { InsecureTls: true, ServerCertificatePath: not null }
            ? throw new ArgumentException("MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH contradict each other. Unset one.", nameof(variables))
            : options;
    }
}
