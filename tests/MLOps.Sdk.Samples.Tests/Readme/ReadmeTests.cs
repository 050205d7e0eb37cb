using System.Text.RegularExpressions;

namespace MLOps.Sdk.Samples.Tests.Readme;

public sealed partial class ReadmeTests
{
    /// <summary>Code that is compiled with these tests, each piece between "// readme" and "// end", moved to the left margin.</summary>
    private static readonly HashSet<string> Compiled = [.. Directory
        .GetFiles(Path.Combine(Repository.Root, "tests", "MLOps.Sdk.Samples.Tests", "Readme"), "*Snippets.cs")
        .SelectMany(file => CompiledPiece().Matches(File.ReadAllText(file)).Select(piece => ToTheMargin(piece.Groups["code"].Value)))];

    [Fact]
    public void Every_piece_of_code_in_a_readme_compiles()
    {
        foreach (string readme in Repository.Readmes)
        {
            foreach (string code in CodeIn(readme))
                Assert.True(Compiled.Contains(code), $"This code of {readme} is in no file Readme/*Snippets.cs, so nobody knows whether it compiles:\n{code}");
        }
    }

    [Fact]
    public void Every_compiled_piece_is_in_a_readme() =>
        Assert.Empty(Compiled.Except(Repository.Readmes.SelectMany(CodeIn)));

    [Fact]
    public void Every_project_that_a_readme_runs_is_there()
    {
        string[] projects = [.. Repository.Readmes.SelectMany(readme => RunProject().Matches(File.ReadAllText(readme)).Select(run => run.Groups["path"].Value))];

        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.True(Directory.Exists(Path.Combine(Repository.Root, project)), project));
    }

    /// <summary>Using directives at the top of a piece are those of the file that it is compiled in.</summary>
    private static IEnumerable<string> CodeIn(string readme) =>
        CodeBlock().Matches(File.ReadAllText(readme)).Select(block => LeadingUsings().Replace(block.Groups["code"].Value, "").TrimEnd());

    private static string ToTheMargin(string code)
    {
        string[] lines = code.TrimEnd().Split('\n');
        int indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Trim().Length > 0 ? line[indent..] : ""));
    }

    [GeneratedRegex(@"^ *// readme\n(?<code>.*?)^ *// end$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CompiledPiece();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\A(using [\w.]+;\n)+\n*")]
    private static partial Regex LeadingUsings();

    [GeneratedRegex(@"dotnet run (-c Release )?--project (?<path>[\w./]+)")]
    private static partial Regex RunProject();
}
