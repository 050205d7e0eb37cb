using System.Globalization;
using System.IO.Compression;

namespace MLOps.Sdk.Tests.Statistics;

/// <summary>The folder of real data and expected figures beside the repository; absent in a plain clone.</summary>
internal static class SharedFolder
{
    public static string? Path { get; } = Find();

    public static string File(string relative) => System.IO.Path.Combine(Path!, relative);

    /// <summary>The rows of a CSV file without quotes, by column; .gz is unpacked.</summary>
    public static Dictionary<string, string[]> Columns(string relative)
    {
        using Stream file = System.IO.File.OpenRead(File(relative));
        using Stream content = relative.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        string[] names = reader.ReadLine()!.Split(',');
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
            rows.Add(line.Split(','));
        return names.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => rows.Select(r => r[c.i]).ToArray());
    }

    public static double[] Numbers(IEnumerable<string> texts) => [.. texts.Select(t => double.Parse(t, CultureInfo.InvariantCulture))];

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "MLOps.Sdk.sln")))
                continue;
            string shared = System.IO.Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(shared) ? shared : null;
        }

        return null;
    }
}

/// <summary>A test that needs the folder of real data; skipped where it is absent.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (SharedFolder.Path is null)
            Skip = "The folder 'shared' with real data and expected figures is not beside the repository.";
    }
}

/// <summary>A test with cases that needs the folder of real data; skipped where it is absent.</summary>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute()
    {
        if (SharedFolder.Path is null)
            Skip = "The folder 'shared' with real data and expected figures is not beside the repository.";
    }
}
