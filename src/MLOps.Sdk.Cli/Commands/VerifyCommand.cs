using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Cli.Audit;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops verify</c>.</summary>
internal sealed class VerifyCommand : StoreCommand
{
    private readonly CheckpointOption _checkpoint;

    public VerifyCommand(Terminal terminal) : base("verify", "Whether anybody changed the log: every record against the chain, the chain against checkpoints kept elsewhere.", terminal) =>
        _checkpoint = With(new CheckpointOption());

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChainCheckpoint> checkpoints = await _checkpoint.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var trail = new SqliteAuditTrail(StoreOf(parsed), Terminal.Time);
        ChainVerification verification = await Terminal.WithProgressAsync("Verifying",
            done => trail.VerifyAsync(checkpoints, new Share(done), cancellationToken).AsTask()).ConfigureAwait(false);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => Write(json, verification));
        else
            Write(verification, checkpoints.Count);
        return verification.IsValid ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Write(Utf8JsonWriter json, ChainVerification verification)
    {
        json.WriteStartObject();
        json.WriteNumber("records", verification.Records);
        json.WriteNumber("segments", verification.Segments);
        json.WriteBoolean("valid", verification.IsValid);
        json.WritePropertyName("firstDifference");
        if (verification.FirstDifference is { } difference)
            ChainJson.Write(json, difference);
        else
            json.WriteNullValue();
        json.WriteArray("gaps", verification.Gaps, ChainJson.Write);
        json.WriteArray("pauses", verification.Pauses, static (json, pause) =>
        {
            json.WriteStartObject();
            json.WriteString("from", pause.From);
            json.WriteString("to", pause.To);
            json.WriteString("reason", pause.IsCrash ? "crash" : "stopped");
            json.WriteEndObject();
        });
        json.WriteNumber("removed", verification.Removed);
        json.WriteEndObject();
    }

    private void Write(ChainVerification verification, int checkpoints)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"{verification.Records:N0} records in {verification.Segments:N0} segments, {verification.Removed:N0} of them lawfully removed");
        if (verification.FirstDifference is { } difference)
            Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"NOT VALID. {what} fit; then, at position {difference.Position:N0}: {ChainJson.NameOf(difference.Kind)} {ChainJson.NameOf(difference.Record)} {difference.Id}"));
        else
            Terminal.WriteLine($"Valid: {what}.");
        foreach (RecordGap gap in verification.Gaps)
            Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Gap: {(gap.Count is { } count ? count.ToString("N0", CultureInfo.InvariantCulture) : "unknown how many")} predictions ({gap.Reason}) from {Figures.Time(gap.From)} to {Figures.Time(gap.To)}"));
        foreach (RecordingPause pause in verification.Pauses)
            Terminal.WriteLine($"Pause: nobody recorded from {Figures.Time(pause.From)}{(pause.IsCrash ? " (crash)" : "")} to {Figures.Time(pause.To)}");
        if (verification.IsValid && checkpoints == 0)
            Terminal.WriteNote("Compared with no checkpoint: a store put back to an earlier state, or a chain made anew, would look the same. Pass --checkpoint FILE.");
    }
}
