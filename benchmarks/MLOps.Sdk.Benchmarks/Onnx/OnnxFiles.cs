using Quickstart.Onnx;

namespace MLOps.Sdk.Benchmarks.Onnx;

/// <summary>The models that are run: one that is written here, and one trained elsewhere, in ../shared beside the repository, where it is.</summary>
internal static class OnnxFiles
{
    public const string Trees = "elec2_gb_v1";

    /// <summary>A logistic regression of 16 features: about the cheapest run there is.</summary>
    public static byte[] Logistic => LogisticRegressionFile.Write([.. Enumerable.Range(0, 16).Select(i => ((i % 5) - 2) * 0.3)], -0.25);

    /// <summary>The file of a shared model, or null.</summary>
    public static string? FindShared(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MLOps.Sdk.sln")))
            folder = folder.Parent;
        string path = Path.Combine(folder?.Parent?.FullName ?? "", "shared", "models", name + ".onnx");
        return File.Exists(path) ? path : null;
    }
}
