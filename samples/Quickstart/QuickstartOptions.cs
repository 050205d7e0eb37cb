using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Quickstart;

/// <summary>What can be said on the command line: <c>--predictions 20000 --directory DIR</c>.</summary>
/// <param name="Predictions">The length of the stream.</param>
/// <param name="Directory">Where the store is; a fresh one by default.</param>
internal sealed record QuickstartOptions(int Predictions, string Directory)
{
    /// <summary>Drift windows in the stream, however long it is.</summary>
    public const int Windows = 32;

    private const int Fewest = 3_200;
    private const int Most = 640_000;

    public int WindowRows => Predictions / Windows;

    public static bool TryRead(IConfiguration configuration, [NotNullWhen(true)] out QuickstartOptions? options, [NotNullWhen(false)] out string? problem)
    {
        string text = configuration["predictions"] ?? "200000";
        bool valid = int.TryParse(text, CultureInfo.InvariantCulture, out int predictions) && predictions is >= Fewest and <= Most;
        problem = valid ? null : $"--predictions is '{text}'; it is a number from {Fewest} to {Most}.";
        options = valid ? new QuickstartOptions(predictions, configuration["directory"] ?? FreshDirectory()) : null;
        return valid;
    }

    private static string FreshDirectory() => System.IO.Directory.CreateTempSubdirectory("modelops-quickstart-").FullName;
}
