using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Cli.Tests.Support;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Columns;

/// <summary>CSV files of one test, and the tool run over them.</summary>
public sealed class DataFiles : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public DataFiles() => Directory.CreateDirectory(_directory.Path);

    public string Reference => _directory.File("reference.csv");

    public string Current => _directory.File("current.csv");

    public string Path => _directory.Path;

    public void Dispose() => _directory.Dispose();

    /// <summary>Writes both files with one column "x".</summary>
    public void Write(IEnumerable<double> reference, IEnumerable<double> current) => Write(Texts(reference), Texts(current));

    /// <inheritdoc cref="Write(IEnumerable{double}, IEnumerable{double})"/>
    public void Write(IEnumerable<string> reference, IEnumerable<string> current)
    {
        // A second column, so that an empty field is a row.
        File.WriteAllLines(Reference, ["x,row", .. reference.Select(value => value + ",1")]);
        File.WriteAllLines(Current, ["x,row", .. current.Select(value => value + ",1")]);
    }

    /// <summary>Writes both files from counts by category.</summary>
    public void Write((long[] Reference, long[] Current) counts) => Write(Repeat(counts.Reference), Repeat(counts.Current));

    /// <summary>The comparison of column "x".</summary>
    public async Task<JsonElement> CompareAsync(params string[] options)
    {
        JsonElement json = await ToolRun.JsonAsync(["drift", "--reference", Reference, "--current", Current, "--columns", "x", .. options]);
        return Assert.Single(json.GetProperty("columns").EnumerateArray());
    }

    public static IEnumerable<string> Texts(IEnumerable<double> values) => values.Select(value => value.ToString("R", CultureInfo.InvariantCulture));

    private static IEnumerable<string> Repeat(long[] counts) => counts.SelectMany((count, place) => Enumerable.Repeat($"c{place}", (int)count));
}
