using System.CommandLine;
using MLOps.Sdk.Cli.Columns;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops profile schema DATA --output S.json</c>.</summary>
internal sealed class ProfileSchemaCommand : ToolCommand
{
    private readonly Argument<string> _data;
    private readonly Option<string> _output;
    private readonly Option<string[]> _columns;
    private readonly Option<KeyValuePair<string, string>[]> _types;

    public ProfileSchemaCommand(Terminal terminal) : base("schema", "Infers from a reference what good data looks like, as JSON for people to edit; 'modelops quality' holds data to it.", terminal)
    {
        _data = WithArgument("DATA", "The reference: CSV with a header, plain or .gz; a profile (.json); or an .onnx file that brings one.");
        _output = With(CommonOptions.RequiredText("--output", "The schema to write.", "S.json"));
        _columns = With(ComparisonOptionSet.List("--columns", "The columns, separated by commas. Default: all."));
        _types = With(CommonOptions.Pairs("--type", "What a column holds, where the guess is wrong: NAME=numeric or NAME=categorical; may be repeated."));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ColumnSource source = ColumnSource.File(parsed.GetRequiredValue(_data));
        IReadOnlyList<(string Name, FeatureKind Kind)> columns = await ColumnTypes.ChooseAsync(
            source, parsed.GetRequiredValue(_data), parsed.GetRequiredValue(_columns), ColumnTypes.Read(parsed.GetRequiredValue(_types)), cancellationToken).ConfigureAwait(false);
        string json = DataSchema.Infer(await source.ReadAsync(columns, cancellationToken).ConfigureAwait(false)).ToJson();
        string output = parsed.GetRequiredValue(_output);
        await File.WriteAllTextAsync(output, json + "\n", cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
            Terminal.Output.WriteLine(json);
        else
            Terminal.WriteLine($"Rules for {columns.Count} columns are in {output}. Edit them, then: modelops quality --schema {output} --data FILE --gate");
        return ExitCode.Ok;
    }
}
