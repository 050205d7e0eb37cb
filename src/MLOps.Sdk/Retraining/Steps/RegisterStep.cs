using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>Registers the candidate with its lineage and its verdict. One that failed its gate is kept as rejected, so that it is not tried again.</summary>
internal sealed class RegisterStep : IStep
{
    public RetrainingStep Step => RetrainingStep.Register;

    public async ValueTask<StepResult> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<ModelVersion> versions = await context.Registry.ListVersionsAsync(context.Run.Model, cancellationToken).ConfigureAwait(false);
        ModelVersion version = versions.FirstOrDefault(known => known.Tags.GetValueOrDefault(RunContext.RunTag) == context.Run.Id)
            ?? await RegisterAsync(context, versions, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RegistryEvent> events = await context.Registry.GetHistoryAsync(context.Run.Model, cancellationToken).ConfigureAwait(false);
        GatedData gated = context.Gated;
        if (!events.Any(change => change.To == version.Version && change.Kind == RegistryEventKind.Gate))
            await KeepVerdictAsync(context, version, gated, cancellationToken).ConfigureAwait(false);
        string data = JsonSerializer.Serialize(new RegisteredData(version.Version), StepJson.Default.RegisteredData);
        switch (gated.Verdict)
        {
            case "pass":
                return new StepResult($"version {version.Version}, its gate passed", data);
            case "fail":
                if (!events.Any(change => change.To == version.Version && change.Kind == RegistryEventKind.Reject))
                    await RejectAsync(context, version.Version, "the gate failed", cancellationToken).ConfigureAwait(false);
                return new StepResult($"version {version.Version} is rejected: {context.Run.Find(RetrainingStep.Gate)!.Message}", data, RetrainingState.Refused);
            default:
                return new StepResult($"version {version.Version} waits for a decision: {context.Run.Find(RetrainingStep.Gate)!.Message}", data, RetrainingState.Held);
        }
    }

    public static ValueTask<RegistryEvent> RejectAsync(RunContext context, string version, string reason, CancellationToken cancellationToken) => context.Registry.RecordAsync(
        new RegistryNote(context.Run.Model, RegistryEventKind.Reject, $"{reason} (retraining {context.Run.Id})") { Version = version, Actor = RunContext.Actor }, cancellationToken);

    private static async ValueTask<ModelVersion> RegisterAsync(RunContext context, IReadOnlyList<ModelVersion> versions, CancellationToken cancellationToken)
    {
        TrainedData trained = context.Trained;
        if (versions.FirstOrDefault(known => known.Sha256 == trained.Sha256) is { } same)
            throw new RetrainingException($"The trainer made the very bytes of version '{same.Version}', which is registered already{(same.Aliases.Count == 0 ? "" : $" and {string.Join(", ", same.Aliases)}")}. Nothing is to be gained by another version of it; look whether the trainer reads the data that it is given.");
        PulledData pulled = context.Pulled;
        EvaluatedData evaluated = context.Evaluated;
        var parameters = new Dictionary<string, string>(trained.Parameters)
        {
            ["trainer"] = trained.Trainer,
            ["rows"] = pulled.TrainRows.ToString(CultureInfo.InvariantCulture),
            [RunContext.TrainedTo] = pulled.TrainTo.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        };
        var metrics = new Dictionary<string, double>(evaluated.Metrics);
        foreach ((string name, double value) in trained.Metrics)
            metrics["training." + name] = value;
        return await context.Registry.RegisterAsync(
            new VersionRegistration
            {
                Model = context.Run.Model,
                Artifact = await CandidateFile.ReadAsync(context, cancellationToken).ConfigureAwait(false),
                FileName = context.Options.FileName,
                Metrics = metrics,
                Tags = new Dictionary<string, string> { [RunContext.RunTag] = context.Run.Id },
                Lineage = new ModelLineage
                {
                    DataSet = FormattableString.Invariant($"log of {context.Run.Model}, {pulled.FirstRow:u} to {pulled.LastRow:u}"),
                    DataSetSha256 = pulled.Sha256,
                    Parameters = parameters,
                    Environment = trained.Environment,
                    CodeCommit = trained.CodeCommit,
                    ParentVersion = evaluated.Champion,
                },
                Actor = RunContext.Actor,
                Reason = context.Run.Reason,
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task KeepVerdictAsync(RunContext context, ModelVersion version, GatedData gated, CancellationToken cancellationToken)
    {
        PulledData pulled = context.Pulled;
        EvaluatedData evaluated = context.Evaluated;
        JsonObject evidence = JsonNode.Parse(gated.Evidence)!.AsObject();
        evidence["run"] = context.Run.Id;
        evidence["championVersion"] = evaluated.Champion;
        evidence["championFrom"] = evaluated.ChampionFrom;
        evidence["championKnowsHoldOut"] = evaluated.ChampionKnowsHoldOut;
        await context.Registry.RecordAsync(
            new RegistryNote(context.Run.Model, RegistryEventKind.Gate, FormattableString.Invariant($"gate on the log from {pulled.Cut:u} to {pulled.Until:u}"))
            {
                Version = version.Version,
                Gate = gated.Verdict,
                Data = evidence.ToJsonString(),
                Actor = RunContext.Actor,
            },
            cancellationToken).ConfigureAwait(false);
    }
}
