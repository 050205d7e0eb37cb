namespace MLOps.Sdk.Serving;

/// <summary>A version cannot be loaded; the message names the model, what is wrong with it and the way out.</summary>
public class ModelLoadException : Exception
{
    /// <summary>With a message.</summary>
    public ModelLoadException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public ModelLoadException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public ModelLoadException()
    {
    }
}
