using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Retraining.Runs;

/// <summary>The files of a run: those that the trainer is given in a folder of their own, and those that it must not see beside it.</summary>
internal sealed class RunFolder
{
    /// <summary>The folder of all runs in the store's directory.</summary>
    public const string Name = "retraining";

    /// <summary>The trainer's folder in that of a run.</summary>
    public const string TrainerName = "trainer";

    private readonly string _path;

    public RunFolder(string directory, string run)
    {
        StoreFiles.EnsureDirectory(directory);
        StoreFiles.EnsureDirectory(Path.Combine(directory, Name));
        _path = Path.GetFullPath(Path.Combine(directory, Name, run));
        StoreFiles.EnsureDirectory(_path);
        Trainer = Path.Combine(_path, TrainerName);
        StoreFiles.EnsureDirectory(Trainer);
    }

    /// <summary>The trainer's folder.</summary>
    public string Trainer { get; }

    /// <summary>The training data.</summary>
    public string Data => Path.Combine(Trainer, "data.csv");

    /// <summary>What the trainer wrote to its output.</summary>
    public string Log => Path.Combine(Trainer, "trainer.log");

    /// <summary>What both models said about the hold-out; made after the training.</summary>
    public string Evaluation => Path.Combine(_path, "evaluation.csv");

    /// <summary>Takes away what an erasure in the store could not reach.</summary>
    public void DeleteData()
    {
        File.Delete(Data);
        File.Delete(Evaluation);
    }
}
