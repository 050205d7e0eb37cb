namespace MLOps.Sdk.Retraining;

/// <summary>Retrains the models that were declared with <c>AddRetraining</c>. Safe on any thread.</summary>
public interface IRetraining
{
    /// <summary>The models that are declared.</summary>
    IReadOnlyList<string> Models { get; }

    /// <summary>Retrains a model now, and returns when the run has ended. A run that was interrupted is gone on with first, and is the one returned.</summary>
    /// <exception cref="RetrainingRefusedException">No run may begin now; the message says why.</exception>
    /// <exception cref="ArgumentException">No such model is declared.</exception>
    Task<RetrainingRun> RunAsync(string model, RetrainingRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks for a run and does not wait for it. One that may not begin is logged, and forgotten.</summary>
    /// <exception cref="ArgumentException">No such model is declared.</exception>
    void Request(string model, RetrainingRequest request);

    /// <summary>Runs, newest first.</summary>
    ValueTask<IReadOnlyList<RetrainingRun>> ListAsync(string? model = null, int limit = 100, CancellationToken cancellationToken = default);
}
