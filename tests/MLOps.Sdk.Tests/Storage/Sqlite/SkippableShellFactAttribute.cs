namespace MLOps.Sdk.Tests.Storage.Sqlite;

/// <summary>Runs where the sqlite3 shell is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SkippableShellFactAttribute : FactAttribute
{
    public SkippableShellFactAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "sqlite3"))))
            Skip = "The sqlite3 shell is not installed.";
    }
}
