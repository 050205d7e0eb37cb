namespace MLOps.Sdk.Privacy;

/// <summary>A file of keys cannot be used. The message names the file, what is wrong with it, and the way out.</summary>
public sealed class KeyFileException : IOException
{
    /// <summary>With a message.</summary>
    public KeyFileException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public KeyFileException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public KeyFileException()
    {
    }
}
