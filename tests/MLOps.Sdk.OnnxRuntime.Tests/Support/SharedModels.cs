using System.Globalization;

namespace MLOps.Sdk.OnnxRuntime.Tests.Support;

/// <summary>Models trained outside this repository, with the outputs that their trainer computed; in ../shared beside the repository, where it is.</summary>
internal static class SharedModels
{
    public static string? Folder { get; } = Find();

    public static byte[] Bytes(string model) => File.ReadAllBytes(Path.Combine(Folder!, model + ".onnx"));

    /// <summary>Features and expected outputs by column name, one array for each column.</summary>
    public static (string[] Columns, double[][] Rows) Expected(string model)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder!, model + ".expected200.csv"));
        return (lines[0].Split(','), [.. lines.Skip(1).Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())]);
    }

    private static string? Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MLOps.Sdk.sln")))
            folder = folder.Parent;
        string models = Path.Combine(folder?.Parent?.FullName ?? "", "shared", "models");
        return Directory.Exists(models) ? models : null;
    }
}

internal sealed class SharedModelsFactAttribute : FactAttribute
{
    public SharedModelsFactAttribute() => Skip = SharedModels.Folder is null ? "The folder ../shared/models is not beside the repository." : null;
}

internal sealed class SharedModelsTheoryAttribute : TheoryAttribute
{
    public SharedModelsTheoryAttribute() => Skip = SharedModels.Folder is null ? "The folder ../shared/models is not beside the repository." : null;
}
