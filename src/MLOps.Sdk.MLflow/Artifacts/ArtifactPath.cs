namespace MLOps.Sdk.MLflow.Artifacts;

/// <summary>Paths that a server names, before they become part of an address or a file's name.</summary>
internal static class ArtifactPath
{
    /// <summary>The path when it stays inside its folder.</summary>
    /// <exception cref="MlflowException">It leads elsewhere.</exception>
    public static string Checked(string path)
    {
        string plain = Uri.UnescapeDataString(Uri.UnescapeDataString(path)); // escaped twice is escaped as well
        bool leaves = plain.Length == 0 || plain[0] is '/' or '\\' || plain.Contains(':', StringComparison.Ordinal) || plain.Contains('\\', StringComparison.Ordinal)
            || plain.Any(char.IsControl) || plain.Split('/').Any(static part => part is "" or "." or "..");
        return leaves
            ? throw new MlflowException($"The server names the artefact '{(path.Length > 200 ? path[..200] : path)}', which leads out of its folder. It is not opened; check what is registered.") { Status = System.Net.HttpStatusCode.OK }
            : path;
    }

    /// <summary>A path as a part of an address.</summary>
    public static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
