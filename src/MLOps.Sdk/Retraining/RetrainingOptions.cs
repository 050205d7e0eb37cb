using System.Globalization;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Retraining.Data;
using MLOps.Sdk.Retraining.Trainers;
using MLOps.Sdk.Retraining.Trials;

namespace MLOps.Sdk.Retraining;

/// <summary>How a model is retrained, when, and what its new versions must be able to do.</summary>
public sealed class RetrainingOptions
{
    private readonly List<GateRule> _rules = [];

    /// <summary>Makes a model of the training data. Required.</summary>
    public IModelTrainer? Trainer { get; set; }

    /// <summary>Loads candidate and champion so that they can be judged. Required.</summary>
    public IOfflineModels? Models { get; set; }

    /// <summary>The rules that a candidate must keep; see <see cref="GateRule"/>.</summary>
    /// <value>Default, while none is added: "accuracy &gt;= champion - 0.01".</value>
    public IReadOnlyList<GateRule> Rules => _rules.Count == 0 ? [GateRule.Parse("accuracy >= champion - 0.01")] : _rules;

    /// <summary>How the rules judge.</summary>
    public GateOptions Gate { get; set; } = new();

    /// <summary>Training data and hold-out.</summary>
    public TrainingDataOptions Data { get; } = new();

    /// <summary>How often a model may be retrained.</summary>
    public RetrainingLimits Limits { get; } = new();

    /// <summary>What starts a run by itself.</summary>
    public RetrainingTriggers Triggers { get; } = new();

    /// <summary>Tries a version on live traffic before it is promoted; null promotes what passed the gate.</summary>
    public IRetrainingTrial? Trial { get; set; }

    /// <summary>Whether a version that passed becomes champion by itself; else a person promotes it.</summary>
    /// <value>Default true.</value>
    public bool Promote { get; set; } = true;

    /// <summary>How long the trainer may take.</summary>
    /// <value>More than 0; default 6 hours.</value>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(6);

    /// <summary>The name of the file that the trainer writes.</summary>
    /// <value>Default "model.onnx".</value>
    public string FileName { get; set; } = "model.onnx";

    /// <summary>The price of a second of compute, for rules on cost; null when none is known.</summary>
    public double? CostPerSecond { get; set; }

    /// <summary>Whose the alerts are; null when nobody was named.</summary>
    public string? Owner { get; set; }

    /// <summary>What to do about them, such as the address of a page; null when there is none.</summary>
    public string? Playbook { get; set; }

    /// <summary>Adds a rule.</summary>
    /// <param name="rule">Such as "auc &gt;= champion".</param>
    /// <exception cref="FormatException">It is not a rule: the message says where, and shows one.</exception>
    public RetrainingOptions Rule(string rule)
    {
        _rules.Add(GateRule.Parse(rule));
        return this;
    }

    /// <summary>Trains with a method, which writes the model to <see cref="TrainingJob.ModelFile"/>.</summary>
    public RetrainingOptions TrainWith(Func<TrainingJob, CancellationToken, ValueTask<TrainedModel>> train)
    {
        ArgumentNullException.ThrowIfNull(train);
        Trainer = new DelegateTrainer(train);
        return this;
    }

    /// <summary>Trains with a program; see <see cref="ProcessTrainer"/>.</summary>
    public RetrainingOptions TrainWithProcess(string program, params IEnumerable<string> arguments)
    {
        Trainer = new ProcessTrainer(program, arguments);
        return this;
    }

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range; the message names all that are.</exception>
    internal RetrainingOptions Validated(string model)
    {
        string[] failures = [.. Failures(), .. Data.Failures(), .. Limits.Failures(), .. Triggers.Failures()];
        return failures.Length == 0 ? this : throw new ArgumentException($"The retraining of model '{model}' is not declared as it must be. {string.Join(' ', failures)}", nameof(model));
    }

    private IEnumerable<string> Failures()
    {
        if (Trainer is null)
            yield return "It has no trainer: set Trainer, or call TrainWith or TrainWithProcess.";
        if (Models is null)
            yield return "Nothing loads its candidates, so none could be judged: set Models, such as new OnnxOfflineModels() or OfflineModels.From(…).";
        if (TimeLimit <= TimeSpan.Zero)
            yield return string.Create(CultureInfo.InvariantCulture, $"TimeLimit is {TimeLimit}; it must be more than 0.");
        if (string.IsNullOrWhiteSpace(FileName) || FileName != Path.GetFileName(FileName))
            yield return $"FileName is '{FileName}'; it is the name of a file without a folder, such as \"model.onnx\".";
    }
}
