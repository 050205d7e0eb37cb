namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>A trainer that is a method of the app.</summary>
/// <param name="train">Trains and writes the model to its place.</param>
public sealed class DelegateTrainer(Func<TrainingJob, CancellationToken, ValueTask<TrainedModel>> train) : IModelTrainer
{
    /// <inheritdoc/>
    public string Name => "method";

    /// <inheritdoc/>
    public ValueTask<TrainedModel> TrainAsync(TrainingJob job, CancellationToken cancellationToken) => train(job, cancellationToken);
}
