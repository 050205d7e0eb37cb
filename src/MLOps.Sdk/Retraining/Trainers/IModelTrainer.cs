namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>Makes a model of a data file: a method, a process, a job of a scheduler elsewhere.</summary>
/// <remarks>
/// Called again with the same job when a run goes on after a crash: a trainer that started something elsewhere names it by
/// <see cref="TrainingJob.Run"/>, and finds it again by that name.
/// </remarks>
public interface IModelTrainer
{
    /// <summary>What it is called in the record of a run, such as "process python3".</summary>
    string Name { get; }

    /// <summary>Whether a job that is asked for again may have ended already, so that the model that is there is its.</summary>
    bool FindsJobAgain => false;

    /// <summary>Trains, and writes the model to <see cref="TrainingJob.ModelFile"/>.</summary>
    /// <returns>What is known of the model.</returns>
    /// <exception cref="RetrainingException">It failed: the message says why.</exception>
    ValueTask<TrainedModel> TrainAsync(TrainingJob job, CancellationToken cancellationToken);
}

/// <summary>What a trainer is given. The hold-out is not part of it, and no file of it exists while the trainer works.</summary>
/// <param name="Run">The run's name, unique.</param>
/// <param name="Model">The model's name.</param>
/// <param name="DataFile">The training data: CSV with a header, a column for each feature as it was served, and the truth.</param>
/// <param name="Label">The column with the truth.</param>
/// <param name="Features">The columns of the features, in declared order.</param>
/// <param name="Rows">The rows.</param>
/// <param name="ModelFile">Where the model goes.</param>
/// <param name="LogFile">Where the trainer's output goes.</param>
public sealed record TrainingJob(
    string Run, string Model, string DataFile, string Label, IReadOnlyList<string> Features, long Rows, string ModelFile, string LogFile)
{
    /// <summary>The time of the oldest and of the newest row, for the record.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Period { get; init; }
}

/// <summary>What is known of a model that was trained; kept with the version.</summary>
public sealed record TrainedModel
{
    /// <summary>Figures of the training.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Parameters of the training.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Framework, versions, machine.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The commit of the training code.</summary>
    public string? CodeCommit { get; init; }
}
