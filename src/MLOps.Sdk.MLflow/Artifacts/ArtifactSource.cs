using System.Text.Json;
using MLOps.Sdk.MLflow.Http;
using MLOps.Sdk.MLflow.Model;

namespace MLOps.Sdk.MLflow.Artifacts;

/// <summary>A file on the server.</summary>
/// <param name="Address">Where it is downloaded from.</param>
/// <param name="Bytes">Its length; null when the server does not say.</param>
internal sealed record ArtifactFile(Uri Address, long? Bytes);

/// <summary>Finds the file of a version: through the artefact proxy where it can be listed, else by the call that lets the server find it.</summary>
internal sealed class ArtifactSource(MlflowClient client)
{
    private const string Proxied = "mlflow-artifacts:", LoggedModel = "models:/m-", DefaultFile = "model.onnx";

    /// <exception cref="MlflowException">There is no model file, or several.</exception>
    public async ValueTask<ArtifactFile> FindAsync(MlflowVersion version, CancellationToken cancellationToken)
    {
        string place = await PlaceOfAsync(version, cancellationToken).ConfigureAwait(false);
        if (place.StartsWith(LoggedModel, StringComparison.Ordinal))
            place = await PlaceOfLoggedModelAsync(place["models:/".Length..], cancellationToken).ConfigureAwait(false);
        if (PathOf(place) is { } path)
            return await FindProxiedAsync(version, path, cancellationToken).ConfigureAwait(false);

        // Any other store: the server opens it. It says no size.
        string query = $"?name={Uri.EscapeDataString(version.Version.Model)}&version={version.Number}&path={Uri.EscapeDataString(version.Version.FileName ?? DefaultFile)}";
        return new ArtifactFile(new Uri(client.Root, "model-versions/get-artifact" + query), version.Version.ArtifactBytes);
    }

    /// <summary>The address of a proxied path.</summary>
    public Uri AddressOf(string path) => new(client.Root, "api/2.0/mlflow-artifacts/artifacts/" + ArtifactPath.Escaped(path));

    private async ValueTask<string> PlaceOfAsync(MlflowVersion version, CancellationToken cancellationToken)
    {
        JsonElement answer = await client.GetAsync("model-versions/get-download-uri", cancellationToken, ("name", version.Version.Model), ("version", version.Number)).ConfigureAwait(false);
        return answer.TextOf("artifact_uri") ?? version.Source ?? "";
    }

    private async ValueTask<string> PlaceOfLoggedModelAsync(string id, CancellationToken cancellationToken)
    {
        JsonElement answer = await client.GetAsync($"logged-models/{Uri.EscapeDataString(id)}", cancellationToken).ConfigureAwait(false);
        return answer.ObjectOf("model")?.ObjectOf("info")?.TextOf("artifact_uri") ?? "";
    }

    /// <summary>The path in "mlflow-artifacts:/path" and "mlflow-artifacts://host/path", always asked of our own server; null for other places.</summary>
    private static string? PathOf(string place)
    {
        if (!place.StartsWith(Proxied, StringComparison.Ordinal))
            return null;
        string rest = place[Proxied.Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
            rest = rest.IndexOf('/', 2) is > 0 and var slash ? rest[slash..] : "";
        return ArtifactPath.Checked(rest.Trim('/'));
    }

    private async ValueTask<ArtifactFile> FindProxiedAsync(MlflowVersion version, string path, CancellationToken cancellationToken)
    {
        JsonElement listing = await client.ListProxiedAsync(path, cancellationToken).ConfigureAwait(false);
        var files = new List<(string Path, long? Bytes)>();
        foreach (JsonElement file in listing.ListOf("files"))
        {
            if (file.TextOf("is_dir") != "true" && file.TextOf("path") is { } name)
                files.Add((ArtifactPath.Checked(name), file.NumberOf("file_size")));
        }

        List<(string Path, long? Bytes)> chosen = version.Version.FileName is { } own ? files.FindAll(file => file.Path == own) : [];
        if (chosen.Count == 0)
            chosen = files.FindAll(static file => file.Path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase));
        return chosen is [var only]
            ? new ArtifactFile(AddressOf($"{path}/{only.Path}"), only.Bytes)
            : throw new MlflowException($"Version '{version.Number}' of model '{version.Version.Model}' has {chosen.Count} .onnx files in '{path}', and exactly one is needed. Log the model with mlflow.onnx.log_model, or register it with modelops models register.") { Status = System.Net.HttpStatusCode.OK };
    }
}
