namespace MLOps.Sdk.Samples.Tests.Readme;

/// <summary>The files of the repository that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Of the repository, of packages, and of rooms.</summary>
    public static IEnumerable<string> Readmes =>
        Directory.GetFiles(Path.Combine(Root, "src"), "README.md", SearchOption.AllDirectories)
        .Where(static readme => !readme.Split(Path.DirectorySeparatorChar).Any(static folder => folder is "bin" or "obj"))
        .Prepend(Path.Combine(Root, "README.md"));

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "MLOps.Sdk.sln")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}
