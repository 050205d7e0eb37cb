using System.CommandLine;
using MLOps.Sdk.Cli.Columns;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Profiles;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops profile create DATA --output P.json</c>.</summary>
internal sealed class ProfileCreateCommand : ToolCommand
{
    private readonly Argument<string> _data;
    private readonly Option<string> _output;
    private readonly Option<string?> _model;
    private readonly Option<string[]> _columns;
    private readonly Option<KeyValuePair<string, string>[]> _types;
    private readonly Option<string?> _prediction;
    private readonly Option<int> _bins;
    private readonly Option<bool> _multivariate;

    public ProfileCreateCommand(Terminal terminal) : base("create", "Makes a profile of training data, and says which columns can be watched.", terminal)
    {
        _data = WithArgument("DATA", "CSV with a header, plain or .gz; or statistics.json of SageMaker Model Monitor, or column summaries of whylogs or Evidently.");
        _output = With(CommonOptions.RequiredText("--output", "The profile to write.", "P.json"));
        _model = With(CommonOptions.Text("--model", "The model's name. Default: the data file's.", "NAME"));
        _columns = With(ComparisonOptionSet.List("--columns", "The columns, separated by commas. Default: all that can be watched."));
        _types = With(CommonOptions.Pairs("--type", "What a column holds, where the guess is wrong: NAME=numeric or NAME=categorical; may be repeated."));
        _prediction = With(CommonOptions.Text("--prediction", "The column with the model's output. Default: \"prediction\", when there is one.", "COL"));
        _bins = With(CommonOptions.Number("--bins", "Bins for PSI.", 2, 1_000, otherwise: 10));
        _multivariate = With(new Option<bool>("--multivariate") { Description = "Remembers how the numeric columns go together as well (principal components, mean discrepancy), so that a model brings that along." });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string data = parsed.GetRequiredValue(_data);
        string model = parsed.GetValue(_model) ?? Path.GetFileName(data).Split('.')[0];
        IReadOnlyList<ColumnAdvice> advice = [];
        ReferenceProfile profile;
        if (data.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            if (parsed.GetValue(_multivariate))
                throw new CommandFault($"'{data}' remembers each column by itself: how columns go together is only in rows. Give them as CSV, or leave out --multivariate.");
            profile = await ProfileFile.ReadAsync(data, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            ColumnTable table = await ReadAsync(parsed, data, cancellationToken).ConfigureAwait(false);
            advice = [.. table.Columns.Select(ColumnAdvice.Of)];
            IReadOnlyList<Column> kept = parsed.GetRequiredValue(_columns).Length > 0 ? table.Columns : [.. table.Columns.Where((_, place) => advice[place].Monitorable)];
            if (kept.Count == 0)
                throw new CommandFault($"No column of '{data}' can be watched: {string.Join("; ", advice.Select(static column => $"{column.Name} {string.Join(", ", column.Warnings)}"))}.");
            profile = new ReferenceProfile(model, table.Rows, kept.Select(column => SignalOf(column, parsed)));
            if (parsed.GetValue(_multivariate))
                profile = profile.With(Together(table, kept, profile));
        }

        await File.WriteAllTextAsync(parsed.GetRequiredValue(_output), profile.ToJson(), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ProfileRow> rows = ProfileRow.Of(profile, advice);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => ProfileRow.Write(json, profile, rows));
        else
            ProfileTable.Write(Terminal, profile, rows);
        return ExitCode.Ok;
    }

    private async Task<ColumnTable> ReadAsync(ParseResult parsed, string data, CancellationToken cancellationToken)
    {
        ColumnSource source = ColumnSource.File(data);
        string[] wanted = parsed.GetRequiredValue(_columns);
        if (wanted.Length > 0 && parsed.GetValue(_prediction) is { } prediction)
            wanted = [.. wanted, prediction];
        return await source.ReadAsync(
            await ColumnTypes.ChooseAsync(source, data, wanted, ColumnTypes.Read(parsed.GetRequiredValue(_types)), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How the numeric columns that are watched go together; the model's output is none of them.</summary>
    private static MultivariateReference Together(ColumnTable table, IReadOnlyList<Column> kept, ReferenceProfile profile) => MultivariateReference.Of(
        table, [.. kept.Where(column => column.Kind == FeatureKind.Numeric && column.Name != ReferenceProfile.OutputSignal && profile.Find(column.Name) is not null).Select(static column => column.Name)]);

    private SignalReference SignalOf(Column column, ParseResult parsed) =>
        column.ToReference(column.Name == parsed.GetValue(_prediction) ? ReferenceProfile.OutputSignal : column.Name, parsed.GetRequiredValue(_bins));
}
