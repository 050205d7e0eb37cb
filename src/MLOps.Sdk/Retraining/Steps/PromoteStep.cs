using System.Text.Json;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>Makes the version champion, if the champion is still the one it was compared with.</summary>
internal sealed class PromoteStep : IStep
{
    public RetrainingStep Step => RetrainingStep.Promote;

    public async ValueTask<StepResult> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        string version = context.Version;
        string? compared = context.Evaluated.Champion;
        string data = JsonSerializer.Serialize(new PromotedData(version, compared), StepJson.Default.PromotedData);
        ModelVersion? champion = await context.Registry.ResolveAsync(context.Run.Model, ModelAlias.Champion, cancellationToken).ConfigureAwait(false);
        if (champion?.Version == version)
            return new StepResult($"version {version} is champion", data, RetrainingState.Promoted);
        if (!context.Options.Promote)
            return new StepResult($"version {version} passed, and a person promotes it (Promote is off): modelops models promote {context.Run.Model} {version} --reason WHY", data, RetrainingState.Held);

        try
        {
            await context.Registry.PromoteAsync(
                new AliasChange(context.Run.Model, version, $"{context.Run.Reason} (retraining {context.Run.Id})") { Expected = compared ?? "", Actor = RunContext.Actor }, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryRefusedException fault)
        {
            return new StepResult(fault.Message, data, RetrainingState.Held);
        }

        return new StepResult($"version {version} is champion{(compared is null ? "" : $" after {compared}")}", data, RetrainingState.Promoted);
    }
}
