namespace MLOps.Sdk.Serving.Safety;

/// <summary>A call was not made, because as many as may be were inside the model; the message names the limit.</summary>
public sealed class CallRejectedException : Exception
{
    /// <summary>With a message.</summary>
    public CallRejectedException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public CallRejectedException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public CallRejectedException()
    {
    }
}
