namespace MLOps.Sdk.Samples.Tests.Readme;

/// <summary>The files of the repository that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static IEnumerable<string> Readmes =>
        ((string[])[Root, .. Directory.GetDirectories(Path.Combine(Root, "src"))])
        .Select(directory => Path.Combine(directory, "README.md")).Where(File.Exists);

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "MLOps.Sdk.sln")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}
