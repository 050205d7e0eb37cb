using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Cli.Audit;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops bundle create</c>.</summary>
internal sealed class BundleCreateCommand : StoreCommand
{
    private readonly Option<string> _out;
    private readonly Option<string?> _model;
    private readonly Option<string?> _subject;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;

    public BundleCreateCommand(Terminal terminal) : base("create", "An extract for an incident or a person: predictions with everything said about them, versions, windows, alerts, events, and the proof that they were chained.", terminal)
    {
        _out = With(CommonOptions.RequiredText("--out", "The directory of the bundle; it holds no store yet.", "DIR"));
        _model = With(CommonOptions.Text("--model", "Predictions of this model.", "NAME"));
        _subject = With(CommonOptions.Text("--subject", "Predictions about this subject.", "S"));
        _from = With(CommonOptions.Moment("--from", "Predictions started at or after this moment."));
        _to = With(CommonOptions.Moment("--to", "Predictions started before this moment."));
        NamesSubjects();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string target = parsed.GetRequiredValue(_out);
        BundleVerification verification = await Terminal.WithProgressAsync("Bundling", done => new SqliteIncidentBundle(Terminal.Time, SubjectsOf(parsed)).CreateAsync(
            StoreOf(parsed), target, new BundleRequest(parsed.GetValue(_model), parsed.GetValue(_from), parsed.GetValue(_to), parsed.GetValue(_subject)),
            Environment.UserName, new Share(done), cancellationToken).AsTask()).ConfigureAwait(false);
        CopyOutput.Write(Terminal, WantsJson(parsed), verification.Records, verification.FirstDifference,
            string.Create(CultureInfo.InvariantCulture, $"{verification.Records:N0} records of {verification.ChainRecords:N0} are in {target}. It holds what an erasure in the store cannot reach: delete it when it is not needed any more."),
            json => BundleOutput.Write(json, verification));
        BundleOutput.Note(Terminal, verification);
        return verification.IsValid ? ExitCode.Ok : ExitCode.Failed;
    }
}
