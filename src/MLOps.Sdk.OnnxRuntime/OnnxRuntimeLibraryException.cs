using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>The native library is missing or unusable; the message names the places searched and the package that brings it.</summary>
public sealed class OnnxRuntimeLibraryException : ModelLoadException
{
    /// <summary>With a message.</summary>
    public OnnxRuntimeLibraryException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public OnnxRuntimeLibraryException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public OnnxRuntimeLibraryException()
    {
    }
}
