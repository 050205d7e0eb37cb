using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.MLflow;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Files;
using MLOps.Sdk.Registry.Sqlite;

namespace MLOps.Sdk.Cli.Registry;

/// <summary>Finds out what kind of registry lies at the place that a person named.</summary>
internal static class RegistryPlace
{
    private const string FilesPrefix = "files:";
    private const string MlflowPrefix = "mlflow+";
    private const string DatabaseName = "modelops.db";
    private static readonly string[] FileLayout = ["aliases.json", "events.jsonl", "models"];

    /// <summary>The registry at a place where there is one.</summary>
    /// <param name="place">A directory with a store or with files; "files:DIR" says that it is of files.</param>
    /// <param name="time">The time of events.</param>
    /// <exception cref="CommandFault">There is none.</exception>
    public static IModelRegistry Open(string place, TimeProvider time)
    {
        if (MlflowAt(place, time) is { } server)
            return server;
        string directory = DirectoryOf(place, out bool files);
        if (IsStore(directory) && !files)
            return new SqliteModelRegistry(directory, time);
        return HasFiles(directory)
            ? new FileModelRegistry(directory, time)
            : throw new CommandFault($"There is no registry in '{Path.GetFullPath(directory)}': neither {DatabaseName} nor the files of a registry ({string.Join(", ", FileLayout)}). Name its directory with --store or --registry, or start one with 'modelops models register'.");
    }

    /// <summary>The registry at a place, made by its first change when there is none: a store, or files where "files:" says so.</summary>
    /// <inheritdoc cref="Open"/>
    public static IModelRegistry OpenOrCreate(string place, TimeProvider time)
    {
        if (MlflowAt(place, time) is { } server)
            return server;
        string directory = DirectoryOf(place, out bool files);
        return files || (!IsStore(directory) && HasFiles(directory)) ? new FileModelRegistry(directory, time) : new SqliteModelRegistry(directory, time);
    }

    private static MlflowModelRegistry? MlflowAt(string place, TimeProvider time)
    {
        if (!place.StartsWith(MlflowPrefix, StringComparison.Ordinal))
            return null;
        try
        {
            _ = Uri.TryCreate(place[MlflowPrefix.Length..], UriKind.Absolute, out Uri? server);
            MlflowOptions options = MlflowOptions.FromEnvironment(
                Environment.GetEnvironmentVariables(), server ?? throw new ArgumentException($"'{place}' is not an address. It looks like mlflow+http://host:5000.", nameof(place)));
            return new MlflowModelRegistry(options with { CacheDirectory = Path.Combine(Path.GetTempPath(), "modelops-mlflow-" + Environment.UserName) }, time);
        }
        catch (ArgumentException fault)
        {
            throw new UsageFault(FaultText.Of(fault), fault);
        }
    }

    private static string DirectoryOf(string place, out bool files)
    {
        if (place.Contains("://", StringComparison.Ordinal))
            throw new UsageFault($"The registry '{place}' is neither a directory nor an MLflow server. Name a store's directory, files:DIR, or mlflow+http://host:port.");
        files = place.StartsWith(FilesPrefix, StringComparison.Ordinal);
        string directory = files ? place[FilesPrefix.Length..] : place;
        return directory.Length > 0 ? directory : throw new UsageFault($"The registry '{place}' names no directory. Write it like files:./registry.");
    }

    /// <summary>Whether an app, or a registry, keeps its store there.</summary>
    public static bool IsStore(string directory) => File.Exists(Path.Combine(directory, DatabaseName));

    private static bool HasFiles(string directory) => Array.Exists(FileLayout, name => Path.Exists(Path.Combine(directory, name)));
}
