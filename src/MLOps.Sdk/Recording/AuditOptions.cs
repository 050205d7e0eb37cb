namespace MLOps.Sdk.Recording;

/// <summary>What becomes of a call whose record could not be made durable.</summary>
public enum AuditFailure
{
    /// <summary>The call returns what the model answered; the failure is counted: <see cref="IModelOps.AuditFailures"/>.</summary>
    Count = 0,

    /// <summary>The call throws <see cref="AuditException"/>. An exception of the model is never replaced.</summary>
    FailCall = 1,
}

/// <summary>How the calls of an audited model are recorded.</summary>
/// <param name="OnFailure">What becomes of a call whose record could not be made durable.</param>
/// <param name="Timeout">How long a call waits for the store.</param>
internal sealed record AuditOptions(AuditFailure OnFailure, TimeSpan Timeout)
{
    /// <summary>How long a call waits for the store unless configured otherwise: 10 s.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
}

/// <summary>The record of a call of an audited model could not be made durable, and the model was declared to fail the call then.</summary>
public sealed class AuditException : Exception
{
    /// <summary>With a message.</summary>
    public AuditException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public AuditException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public AuditException()
    {
    }

    /// <summary>The prediction's id; <see cref="PredictionId.None"/> when the channel did not take the record, or for a batch.</summary>
    public PredictionId Id { get; init; }
}
