using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Retraining.Data;
using MLOps.Sdk.Retraining.Trainers;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>Lets the trainer make a model, within its time, and looks whether it did.</summary>
internal sealed class TrainStep : IStep
{
    public RetrainingStep Step => RetrainingStep.Train;

    public async ValueTask<StepResult> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        PulledData pulled = context.Pulled;
        IModelTrainer trainer = context.Options.Trainer!;
        await RequireDataAsync(context, pulled, cancellationToken).ConfigureAwait(false);

        // What an earlier start of the step left is not its model, unless the job is the same and may have ended meanwhile.
        if (!trainer.FindsJobAgain || context.Run.Find(RetrainingStep.Train)!.Attempts == 1)
            File.Delete(context.ModelFile);
        var job = new TrainingJob(
            context.Run.Id, context.Run.Model, context.Folder.Data, context.Options.Data.Label, [.. pulled.Features.Select(static feature => feature.Name)],
            pulled.TrainRows, context.ModelFile, context.Folder.Log)
        { Period = (pulled.FirstRow, pulled.LastRow) };
        long start = context.Time.GetTimestamp();
        TrainedModel trained = await TrainAsync(context, trainer, job, cancellationToken).ConfigureAwait(false);
        double seconds = context.Time.GetElapsedTime(start).TotalSeconds;

        var file = new FileInfo(context.ModelFile);
        if (file is not { Exists: true, Length: > 0 })
            throw new RetrainingException($"The trainer ({trainer.Name}) ended without a fault and {(file.Exists ? "an empty file" : "no file")} is at '{context.ModelFile}', where the model belongs. Write it there ({nameof(TrainingJob)}.{nameof(TrainingJob.ModelFile)}, {{model}}, MODELOPS_MODEL), or fail.");
        var data = new TrainedData
        {
            Trainer = trainer.Name,
            Sha256 = await TrainingFile.Sha256OfAsync(context.ModelFile, cancellationToken).ConfigureAwait(false),
            Bytes = file.Length,
            Seconds = seconds,
            Metrics = trained.Metrics,
            Parameters = trained.Parameters,
            Environment = trained.Environment,
            CodeCommit = trained.CodeCommit,
        };
        return new StepResult(
            string.Create(CultureInfo.InvariantCulture, $"{trainer.Name} took {seconds:0.0} s and wrote {file.Length} bytes, SHA-256 {data.Sha256[..12]}…"),
            JsonSerializer.Serialize(data, StepJson.Default.TrainedData));
    }

    private static async Task<TrainedModel> TrainAsync(RunContext context, IModelTrainer trainer, TrainingJob job, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(context.Options.TimeLimit, context.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await trainer.TrainAsync(job, limit.Token).ConfigureAwait(false)
                ?? throw new RetrainingException($"The trainer ({trainer.Name}) returned nothing. Return what is known of the model, new TrainedModel() when that is nothing.");
        }
        catch (OperationCanceledException fault) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RetrainingException($"The trainer ({trainer.Name}) was not done within {context.Options.TimeLimit} and was ended. Give it more time (TimeLimit), or less data (Data.Window).", fault);
        }
    }

    // After a crash the file may be gone, or half of it: it is written again from the same rows.
    private static async Task RequireDataAsync(RunContext context, PulledData pulled, CancellationToken cancellationToken)
    {
        if (File.Exists(context.Folder.Data) && await TrainingFile.Sha256OfAsync(context.Folder.Data, cancellationToken).ConfigureAwait(false) == pulled.Sha256)
            return;
        var split = new TrainingSplit(pulled.From, [.. pulled.Features.Select(static feature => (feature.Name, feature.Kind))], pulled.TrainTo, pulled.Cut, pulled.Predictions, pulled.TrainRows, pulled.HoldOutRows);
        (_, _, _, string sha256) = await TrainingFile.WriteAsync(
            context.Log, new Offline.LogStretch(context.Run.Model) { From = pulled.From, To = pulled.Until }, split, context.Options.Data, context.Folder.Data, cancellationToken).ConfigureAwait(false);
        if (sha256 != pulled.Sha256)
            throw new RetrainingException($"The training data of run '{context.Run.Id}' is not what it was: SHA-256 {sha256} instead of {pulled.Sha256}, since outcomes came or rows were erased meanwhile. Start another run.");
    }
}
