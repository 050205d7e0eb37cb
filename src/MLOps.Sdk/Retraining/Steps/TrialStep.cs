using System.Text.Json;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining.Trials;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>Tries the version on live traffic, where that is asked for.</summary>
internal sealed class TrialStep : IStep
{
    public RetrainingStep Step => RetrainingStep.Trial;

    public async ValueTask<StepResult> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Trial is not { } trial)
            return Result("none", new TrialResult(Verdict.Pass, "no trial on live traffic is asked for"), end: null);

        TrialResult result = await trial.RunAsync(new TrialRequest(context.Run.Id, context.Run.Model, context.Version, context.Evaluated.Champion), cancellationToken).ConfigureAwait(false);
        if (result.Verdict == Verdict.Fail && (await context.Registry.GetFactsAsync(context.Run.Model, context.Version, cancellationToken).ConfigureAwait(false)).Rejection is null)
            await RegisterStep.RejectAsync(context, context.Version, $"the {trial.Name} failed: {result.Reason}", cancellationToken).ConfigureAwait(false);
        return Result(trial.Name, result, result.Verdict switch
        {
            Verdict.Pass => null,
            Verdict.Fail => RetrainingState.Refused,
            _ => RetrainingState.Held,
        });
    }

    private static StepResult Result(string trial, TrialResult result, RetrainingState? end) => new(
        $"{result.Verdict.ToText()}: {result.Reason}",
        JsonSerializer.Serialize(new TriedData(trial, result.Verdict.ToText(), result.Reason), StepJson.Default.TriedData), end);
}
