using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops hold</c>.</summary>
internal sealed class HoldCommand : StoreCommand
{
    private readonly Option<string?> _subject;
    private readonly Option<string?> _model;
    private readonly Option<long?> _release;
    private readonly Option<string> _reason;

    public HoldCommand(Terminal terminal) : base("hold", "Forbids to erase or retire records, or ends that.", terminal)
    {
        _subject = With(CommonOptions.Text("--subject", "Records about this subject; default: everybody.", "S"));
        _model = With(CommonOptions.Text("--model", "Records of this model; default: all.", "NAME"));
        _release = With(new Option<long?>("--release") { Description = "Ends the hold with this number.", HelpName = "N" });
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept in the log.", "WHY"));
        NamesSubjects();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var controls = new SqlitePrivacyControls(StoreOf(parsed), Terminal.Time, SubjectsOf(parsed));
        string reason = parsed.GetRequiredValue(_reason);
        bool ends = parsed.GetValue(_release) is not null;
        long number = parsed.GetValue(_release) ?? 0;
        if (ends)
            await controls.ReleaseAsync(number, Environment.UserName, reason, cancellationToken).ConfigureAwait(false);
        else
            number = await controls.HoldAsync(new LegalHold(reason, Environment.UserName, parsed.GetValue(_subject), parsed.GetValue(_model)), cancellationToken).ConfigureAwait(false);

        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("hold", number);
                json.WriteBoolean("active", !ends);
                json.WriteEndObject();
            });
        }
        else
        {
            Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Hold {number} is {(ends ? "released" : "set")}."));
        }

        return ExitCode.Ok;
    }
}
