using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Loop;

/// <summary>What can be said on the command line: <c>--data elec2.csv.gz --directory DIR</c>.</summary>
/// <param name="Data">The electricity market of New South Wales; null generates a stream that shifts.</param>
/// <param name="Directory">Where the store is; a fresh one by default.</param>
internal sealed record LoopOptions(string? Data, string Directory)
{
    public static bool TryRead(IConfiguration configuration, [NotNullWhen(true)] out LoopOptions? options, [NotNullWhen(false)] out string? problem)
    {
        string? data = configuration["data"];
        problem = data is null || File.Exists(data) ? null : $"--data is '{data}', and there is no such file. Give the path of elec2.csv or elec2.csv.gz, or leave it out.";
        options = problem is null ? new LoopOptions(data, configuration["directory"] ?? System.IO.Directory.CreateTempSubdirectory("modelops-loop-").FullName) : null;
        return problem is null;
    }
}
