namespace MLOps.Sdk.Registry;

/// <summary>A registry refused or failed; the message names the model, the version and the way out.</summary>
public class RegistryException : Exception
{
    /// <summary>With a message.</summary>
    public RegistryException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public RegistryException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public RegistryException()
    {
    }
}

/// <summary>Somebody else changed it first, or it is there already with other contents.</summary>
public sealed class RegistryConflictException : RegistryException
{
    /// <summary>With a message.</summary>
    public RegistryConflictException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public RegistryConflictException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public RegistryConflictException()
    {
    }
}

/// <summary>There is no such model, version or previous version.</summary>
public sealed class RegistryNotFoundException : RegistryException
{
    /// <summary>With a message.</summary>
    public RegistryNotFoundException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public RegistryNotFoundException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public RegistryNotFoundException()
    {
    }
}

/// <summary>The model's policy, a rejection or a freeze says no; the message says which, and who may decide against it.</summary>
public sealed class RegistryRefusedException : RegistryException
{
    /// <summary>With a message.</summary>
    public RegistryRefusedException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public RegistryRefusedException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public RegistryRefusedException()
    {
    }
}

/// <summary>An artefact's bytes are missing, or are not those that were registered.</summary>
public sealed class RegistryCorruptException : RegistryException
{
    /// <summary>With a message.</summary>
    public RegistryCorruptException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public RegistryCorruptException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public RegistryCorruptException()
    {
    }
}
