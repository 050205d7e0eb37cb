namespace MLOps.Sdk.Privacy;

/// <summary>Takes records out of a store lawfully: each removal is an event of the chain, which goes on verifying. Safe on any thread.</summary>
public interface IPrivacyControls
{
    /// <summary>Erases all records about a subject, so that no file of the store holds them any more. The commitments stay.</summary>
    /// <param name="request">Whose records, and why.</param>
    /// <param name="progress">Told the share that is done, 0 to 1; null tells nobody.</param>
    /// <param name="cancellationToken">Gives up between slices.</param>
    /// <exception cref="Storage.StoreException">A legal hold forbids it, there is no store, or it cannot be written.</exception>
    ValueTask<ErasureReport> EraseAsync(ErasureRequest request, IProgress<double>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Removes predictions that are older than their retention, in slices that keep no writer waiting for more than 50 ms.</summary>
    /// <exception cref="ArgumentException">The retention is shorter than its floor and no legal basis is given.</exception>
    /// <exception cref="Storage.StoreException">There is no store, or it cannot be written.</exception>
    ValueTask<RetentionReport> RetainAsync(RetentionPolicy policy, CancellationToken cancellationToken = default);

    /// <summary>Forbids erasure and retention of a subject's or a model's records until it is released.</summary>
    /// <returns>The hold's number.</returns>
    ValueTask<long> HoldAsync(LegalHold hold, CancellationToken cancellationToken = default);

    /// <summary>Ends a hold.</summary>
    /// <exception cref="Storage.StoreException">There is no such hold.</exception>
    ValueTask ReleaseAsync(long hold, string actor, string reason, CancellationToken cancellationToken = default);
}
