using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops retention</c>.</summary>
internal sealed class RetentionCommand : StoreCommand
{
    private const long Megabyte = 1_000_000;
    private const int MostDays = 36_500;

    private readonly Option<int> _days;
    private readonly Option<string?> _model;
    private readonly Option<int?> _ceiling;
    private readonly Option<int?> _megabytes;
    private readonly Option<string> _reason;
    private readonly Option<string?> _basis;

    public RetentionCommand(Terminal terminal) : base("retention", "Removes predictions that are older than they may be kept; the chain goes on verifying.", terminal)
    {
        _days = With(CommonOptions.Number("--keep-days", "Days that predictions are kept.", 1, MostDays));
        _model = With(CommonOptions.Text("--model", "Predictions of this model alone.", "NAME"));
        _ceiling = With(CommonOptions.OptionalNumber("--ceiling-days", "The longest that they may be kept; --keep-days must not be more.", "DAYS", 1, MostDays));
        _megabytes = With(CommonOptions.OptionalNumber("--max-megabytes", "While the store uses more, the oldest predictions are removed, but none younger than 184 days without --legal-basis.", "MB", 1, int.MaxValue));
        _reason = With(CommonOptions.RequiredText("--reason", "Why this long; kept in the log.", "WHY"));
        _basis = With(CommonOptions.Text("--legal-basis", "The law that allows less than 184 days; kept in the log.", "LAW"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var policy = new RetentionPolicy(TimeSpan.FromDays(parsed.GetRequiredValue(_days)), Environment.UserName, parsed.GetRequiredValue(_reason))
        {
            Model = parsed.GetValue(_model),
            LegalBasis = parsed.GetValue(_basis),
            Ceiling = parsed.GetValue(_ceiling) is { } days ? TimeSpan.FromDays(days) : null,
            MaximumBytes = parsed.GetValue(_megabytes) * Megabyte,
        };
        RetentionReport report;
        try
        {
            report = await new SqlitePrivacyControls(StoreOf(parsed), Terminal.Time).RetainAsync(policy, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException fault)
        {
            throw new CommandFault($"{FaultText.Of(fault)} The options are --keep-days, --ceiling-days, --max-megabytes and --legal-basis.", fault);
        }

        if (WantsJson(parsed))
        {
            Terminal.WriteJsonObject(json =>
            {
                json.WriteNumber("predictions", report.Predictions);
                json.WriteNumber("held", report.Held);
                json.WriteNumber("overdue", report.Overdue);
                json.WriteNumber("usedBytes", report.UsedBytes);
                json.WriteNumber("slices", report.Slices);
                json.WriteNumber("longestSliceMilliseconds", report.LongestSlice.TotalMilliseconds);
            });
        }
        else
        {
            Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Removed {report.Predictions:N0} predictions; {report.Held:N0} are due and on hold. The store uses {Figures.Bytes(report.UsedBytes)}."));
            if (report.Overdue > 0)
                Terminal.WriteNote(string.Create(CultureInfo.InvariantCulture, $"{report.Overdue:N0} predictions are beyond the ceiling because of legal holds."));
        }

        return ExitCode.Ok;
    }
}
