using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining.Runs;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>What a step works with.</summary>
internal sealed record RunContext(RetrainingRun Run, RetrainingOptions Options, RunFolder Folder, IPredictionLog Log, IModelRegistry Registry, TimeProvider Time)
{
    /// <summary>Who registers, rejects and promotes.</summary>
    public const string Actor = "retraining";

    /// <summary>The tag that names the run of a version.</summary>
    public const string RunTag = "retraining.run";

    /// <summary>The parameter of a version that says until when its training data goes.</summary>
    public const string TrainedTo = "trainedTo";

    public string ModelFile => Path.Combine(Folder.Trainer, Options.FileName);

    public PulledData Pulled => Run.Read(RetrainingStep.Pull, StepJson.Default.PulledData);

    public TrainedData Trained => Run.Read(RetrainingStep.Train, StepJson.Default.TrainedData);

    public EvaluatedData Evaluated => Run.Read(RetrainingStep.Evaluate, StepJson.Default.EvaluatedData);

    public GatedData Gated => Run.Read(RetrainingStep.Gate, StepJson.Default.GatedData);

    public string Version => Run.Read(RetrainingStep.Register, StepJson.Default.RegisteredData).Version;

    public ModelSchema Schema(PulledData pulled) => new(Run.Model, pulled.Features.Select(static feature => (feature.Name, feature.Kind)));
}

/// <summary>What a step found, and whether the run ends with it.</summary>
/// <param name="Message">One sentence.</param>
/// <param name="Data">A JSON object for the later steps.</param>
/// <param name="End">How the run ends; null when it goes on.</param>
internal sealed record StepResult(string Message, string Data, RetrainingState? End = null);

/// <summary>A step. Done again when its process died on the way, so doing it twice must be as doing it once.</summary>
internal interface IStep
{
    RetrainingStep Step { get; }

    ValueTask<StepResult> RunAsync(RunContext context, CancellationToken cancellationToken);
}
