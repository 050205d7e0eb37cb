using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>
/// Keeps records durably. Written by the pump's thread alone, one batch at a time; read through
/// <see cref="IPredictionLog"/> by anybody.
/// </summary>
/// <remarks>
/// Storing is idempotent: a record whose id is there already is skipped, because a batch may be replayed after a crash
/// between its commit and the channel's release. A method that throws leaves the batch to be rolled back and retried;
/// only a <see cref="RecordRejectedException"/> of Append leaves it whole, without the record that was rejected.
/// </remarks>
public interface IPredictionStore : IDisposable
{
    /// <summary>Writes features as the store keeps them, so that other threads can do it ahead (<see cref="PredictionRecord.FeatureText"/>); null when there is nothing to gain.</summary>
    IFeatureFormatter? FeatureFormatter => null;

    /// <summary>Says who does work beside the thread that stores; called before <see cref="Open"/>. The pool, until then.</summary>
    void Share(ISideWork beside)
    {
    }

    /// <summary>Opens or creates the store and brings its schema up to date.</summary>
    /// <exception cref="StoreException">It cannot be opened: the message says which path, why, and what to do.</exception>
    void Open();

    /// <summary>Starts a batch.</summary>
    void Begin();

    /// <summary>Adds a prediction to the batch.</summary>
    void Append(in PredictionRecord record);

    /// <summary>Adds an action or an outcome to the batch.</summary>
    void Append(in AnnotationRecord record);

    /// <summary>Adds a closed monitor window to the batch.</summary>
    void Append(StoredWindow window);

    /// <summary>Adds an alert to the batch.</summary>
    void Append(Alert alert);

    /// <summary>Adds an event of the log to the batch.</summary>
    void Append(LogEvent happened);

    /// <summary>Keeps a record in the batch that cannot be stored as what it is, with the reason. A store that has no place for such records forgets it.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="frame">The record as it was in the channel.</param>
    /// <param name="reason">Why it cannot be stored.</param>
    void Quarantine(PredictionId id, ReadOnlySpan<byte> frame, string reason)
    {
    }

    /// <summary>Makes the batch durable: when this returns, a crash of the machine does not lose it.</summary>
    void Commit();

    /// <summary>Forgets the batch. Never throws.</summary>
    void Rollback();
}
