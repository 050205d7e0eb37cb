namespace MLOps.Sdk.Storage;

/// <summary>
/// One record cannot be stored, and never will be. Nothing of it is in the batch, and the batch goes on without it; any
/// other exception of <see cref="IPredictionStore.Append(in Recording.PredictionRecord)"/> means that the batch is lost and
/// has to be rolled back and tried again.
/// </summary>
public sealed class RecordRejectedException : StoreException
{
    /// <summary>With a message.</summary>
    public RecordRejectedException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public RecordRejectedException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public RecordRejectedException()
    {
    }
}
