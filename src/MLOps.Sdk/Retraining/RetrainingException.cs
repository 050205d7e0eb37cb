namespace MLOps.Sdk.Retraining;

/// <summary>A step of a retraining failed; the message names what, and the way out.</summary>
public class RetrainingException : Exception
{
    /// <summary>With a message.</summary>
    public RetrainingException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public RetrainingException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public RetrainingException()
    {
    }
}

/// <summary>A run may not begin now; the message says why, and when it may.</summary>
public sealed class RetrainingRefusedException : RetrainingException
{
    /// <summary>With a message.</summary>
    public RetrainingRefusedException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public RetrainingRefusedException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public RetrainingRefusedException()
    {
    }
}
