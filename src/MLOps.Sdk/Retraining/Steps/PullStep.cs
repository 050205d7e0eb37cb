using System.Text.Json;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Retraining.Data;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>Cuts the log where the hold-out begins, and exports what lies before.</summary>
internal sealed class PullStep : IStep
{
    public RetrainingStep Step => RetrainingStep.Pull;

    public async ValueTask<StepResult> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        TrainingDataOptions options = context.Options.Data;

        // The end is the run's start, so that a pull that is done again finds the same rows.
        DateTimeOffset until = context.Run.StartedAt;
        var stretch = new LogStretch(context.Run.Model) { From = options.Window is { } window ? until - window : null, To = until };
        TrainingSplit split = await TrainingSplit.FindAsync(context.Log, stretch, options, cancellationToken).ConfigureAwait(false);
        (long rows, DateTimeOffset first, DateTimeOffset last, string sha256) =
            await TrainingFile.WriteAsync(context.Log, stretch, split, options, context.Folder.Data, cancellationToken).ConfigureAwait(false);
        var pulled = new PulledData
        {
            From = split.From,
            TrainTo = split.TrainTo,
            Cut = split.Cut,
            Until = until,
            FirstRow = first,
            LastRow = last,
            Predictions = split.Predictions,
            TrainRows = rows,
            HoldOutRows = split.HoldOutRows,
            Sha256 = sha256,
            Features = [.. split.Features.Select(static feature => new PulledFeature(feature.Name, feature.Kind))],
        };
        return new StepResult(
            FormattableString.Invariant($"{rows} rows to train on until {split.TrainTo:u}, {split.HoldOutRows} held out from {split.Cut:u}; {split.Predictions - split.TrainRows - split.HoldOutRows} others have no truth, lie in the gap, or are older than those"),
            JsonSerializer.Serialize(pulled, StepJson.Default.PulledData));
    }
}
