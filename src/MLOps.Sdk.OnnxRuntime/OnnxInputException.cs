namespace MLOps.Sdk.OnnxRuntime;

/// <summary>An input of a call cannot be given to the model; the message names the feature, its value and the way out.</summary>
public sealed class OnnxInputException : Exception
{
    /// <summary>With a message.</summary>
    public OnnxInputException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public OnnxInputException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public OnnxInputException()
    {
    }
}
