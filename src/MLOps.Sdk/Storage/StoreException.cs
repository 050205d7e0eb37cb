namespace MLOps.Sdk.Storage;

/// <summary>A store or registry cannot do what was asked; the message names the place, the reason and the way out.</summary>
public class StoreException : Exception
{
    /// <summary>With a message.</summary>
    public StoreException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public StoreException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public StoreException()
    {
    }
}
