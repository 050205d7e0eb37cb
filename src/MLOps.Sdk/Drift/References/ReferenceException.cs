namespace MLOps.Sdk.Drift.References;

/// <summary>A reference cannot be built or used; the message names the value, the limit and the way out.</summary>
public sealed class ReferenceException : Exception
{
    /// <summary>With a message.</summary>
    public ReferenceException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public ReferenceException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public ReferenceException()
    {
    }
}
